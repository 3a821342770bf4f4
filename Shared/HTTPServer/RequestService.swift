import CMicroHTTPD

/// Answers the callbacks of libmicrohttpd: gathers a request, asks the handler, queues its response.
final class RequestService: Sendable {
    private let limits: HTTPListener.Limits
    private let handler: @Sendable (HTTPRequest) -> HTTPResponse

    init(limits: HTTPListener.Limits, handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse) {
        self.limits = limits
        self.handler = handler
    }

    /// Holds a request's body while it comes; owned by the connection until the request is complete.
    private final class Upload {
        var body: [UInt8] = []
        var isTooLong = false
    }

    static func handle(
        _ context: UnsafeMutableRawPointer?,
        _ connection: OpaquePointer?,
        _ url: UnsafePointer<CChar>?,
        _ method: UnsafePointer<CChar>?,
        _ data: UnsafePointer<CChar>?,
        _ size: UnsafeMutablePointer<Int>?,
        _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> MHD_Result {
        guard let context, let connection, let url, let method, let size, let state else { return .NO }
        let service = Unmanaged<RequestService>.fromOpaque(context).takeUnretainedValue()
        guard let held = state.pointee else {
            state.pointee = Unmanaged.passRetained(Upload()).toOpaque()
            return .YES
        }
        let upload = Unmanaged<Upload>.fromOpaque(held).takeUnretainedValue()
        if size.pointee > 0 {
            service.receive(UnsafeRawBufferPointer(start: data, count: size.pointee), into: upload)
            size.pointee = 0
            return .YES
        }
        let response = service.answer(connection, String(cString: url), String(cString: method), upload)
        return send(response, on: connection)
    }

    static func complete(_ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) {
        guard let held = state?.pointee else { return }
        Unmanaged<Upload>.fromOpaque(held).release()
        state?.pointee = nil
    }

    private func receive(_ bytes: UnsafeRawBufferPointer, into upload: Upload) {
        if upload.body.count + bytes.count > limits.bodyBytes {
            upload.isTooLong = true
            upload.body = []
        } else if !upload.isTooLong {
            upload.body.append(contentsOf: bytes)
        }
    }

    private func answer(_ connection: OpaquePointer, _ path: String, _ method: String, _ upload: Upload) -> HTTPResponse
    {
        guard ["GET", "HEAD", "POST"].contains(method) else {
            var response = HTTPResponse.text("method not allowed\n", status: 405)
            response.headers.append(("Allow", "GET, HEAD, POST"))
            return response
        }
        guard !upload.isTooLong else {
            return .text("the body is longer than \(limits.bodyBytes) bytes\n", status: 413)
        }
        return handler(
            HTTPRequest(
                method: method,
                path: path,
                query: Self.values(of: connection, .GET_ARGUMENT_KIND),
                headers: Self.values(of: connection, .HEADER_KIND),
                body: upload.body
            )
        )
    }

    private static func send(_ response: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
        let created = response.body.withUnsafeBytes { bytes in
            MHD_create_response_from_buffer(
                bytes.count,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
        guard let created else { return .NO }
        defer { MHD_destroy_response(created) }
        for (name, value) in response.headers {
            // Refused by the library when a line break is in it; then the field is left out.
            MHD_add_response_header(created, name, value)
        }
        return MHD_queue_response(connection, UInt32(clamping: response.status), created)
    }

    private final class Pairs {
        var values: [(name: String, value: String)] = []
    }

    private static func values(of connection: OpaquePointer, _ kind: MHD_ValueKind) -> [(name: String, value: String)] {
        let pairs = Pairs()
        MHD_get_connection_values(
            connection,
            kind,
            { context, _, name, value in
                guard let context, let name else { return .YES }
                let pairs = Unmanaged<Pairs>.fromOpaque(context).takeUnretainedValue()
                pairs.values.append((String(cString: name), value.map { String(cString: $0) } ?? ""))
                return .YES
            },
            Unmanaged.passUnretained(pairs).toOpaque()
        )
        return pairs.values
    }
}
