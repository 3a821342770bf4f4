import CCurl
import Synchronization

/// Sends HTTP requests to servers that nobody here controls.
///
/// Never follows a redirect, never uses a proxy from the environment, speaks only http and https, verifies certificates,
/// and reads an answer only up to a limit. Connections are kept for the next request to the same server.
public final class HTTPClient: Sendable {
    /// Says what is the same for all requests of a client.
    public struct Options: Sendable {
        /// How long a whole request may take, from resolving the name to the last byte.
        public var totalTimeout: Duration = .seconds(15)
        /// How long connecting may take, TLS included.
        public var connectTimeout: Duration = .seconds(5)
        /// The most bytes of an answer's body that are read; the rest is cut off.
        public var maximumResponseBytes = 16_384
        /// A file of certificates (PEM) to trust instead of the system's.
        public var certificateFile: String?
        /// The User-Agent header.
        public var userAgent = "settei"
        /// How many requests run at a time in the asynchronous form; each holds a thread.
        public var maximumConcurrency = 16
        /// Judges every address that a name resolves to, before anything is sent to it; nil accepts all.
        ///
        /// An open connection is used again without asking: clients with different rules must be different clients.
        public var acceptsAddress: (@Sendable (IPAddress) -> Bool)?

        /// Makes the usual options.
        public init() {}
    }

    private let options: Options
    private let pool: WorkerPool
    private let stopped = Cancellation()
    /// Handles with their open connections, the last used on top.
    private let idle = Mutex<[EasyHandle]>([])

    /// Makes a client without any connection yet.
    public init(_ options: Options = Options()) {
        self.options = options
        pool = WorkerPool(name: "http-client", maximum: options.maximumConcurrency)
    }

    /// Sends a request and waits for its answer, whatever its status; blocks the calling thread.
    public func send(_ request: Request) throws(CurlError) -> Response {
        try send(request, stopped)
    }

    /// Ends all requests that wait for their answers, within about a second, and refuses further ones; asynchronous ones are their tasks' own.
    public func cancel() {
        stopped.cancel()
    }

    /// Sends a request on a thread of the client's own; cancelling the task ends it within about a second.
    public func response(to request: Request) async throws(CurlError) -> Response {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await pool.run { [self] in
                Result { () throws(CurlError) in try send(request, cancellation) }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    private func send(_ request: Request, _ cancellation: Cancellation) throws(CurlError) -> Response {
        try request.check()
        guard !cancellation.isCancelled else { throw CurlError(.cancelled, "before it was sent") }
        let handle = idle.withLock { $0.popLast() } ?? EasyHandle()
        let context = TransferContext(
            limit: options.maximumResponseBytes,
            accepts: options.acceptsAddress,
            cancellation: cancellation
        )
        prepare(handle, for: request)
        handle.set(context: context)
        let code = request.body.withUnsafeBytes { body in
            if request.method.hasBody {
                handle.set(CURLOPT_POST, 1)
                if request.method != .post { handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
                shim_curl_easy_setopt_off(handle.pointer, CURLOPT_POSTFIELDSIZE_LARGE, body.count)
                // Not copied: the bytes stay in place until the transfer is over. Nil would mean "read from a file".
                shim_curl_easy_setopt_pointer(
                    handle.pointer,
                    CURLOPT_POSTFIELDS,
                    body.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
                )
            }
            return handle.perform()
        }
        let response = Response(
            status: handle.responseCode,
            lines: context.headerLines,
            context.body,
            context.isTruncated
        )
        let detail = handle.detail
        // Nothing of this request may be left in a handle that waits for the next.
        handle.reset()
        idle.withLock { $0.append(handle) }
        if code == CURLE_OK || (code == CURLE_WRITE_ERROR && context.isTruncated) { return response }
        if let address = context.refusedAddress, code == CURLE_COULDNT_CONNECT {
            throw CurlError(.addressRefused, "\(address) is not an allowed address")
        }
        throw CurlError(code, detail: detail)
    }

    private func prepare(_ handle: EasyHandle, for request: Request) {
        handle.reset()
        handle.set(CURLOPT_URL, request.url)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_FOLLOWLOCATION, 0)
        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        handle.set(CURLOPT_TIMEOUT_MS, options.totalTimeout)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeout)
        handle.set(CURLOPT_USERAGENT, options.userAgent)
        handle.set(CURLOPT_PATH_AS_IS, 1)
        if let file = options.certificateFile { handle.set(CURLOPT_CAINFO, file) }
        if request.method == .head { handle.set(CURLOPT_NOBODY, 1) }
        if let signature = request.signature { signature.apply(to: handle) }
        // Without "Expect:" a body over 1 MiB waits a second for a 100 that most servers never send.
        handle.set(
            CURLOPT_HTTPHEADER,
            list: ["Expect:"] + request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        )
    }
}
