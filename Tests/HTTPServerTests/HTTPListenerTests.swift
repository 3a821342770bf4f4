import Curl
import HTTPServer
import TestSupport
import Testing

@Suite("HTTPListener")
struct HTTPListenerTests {
    /// Answers with what it was asked, so that a test sees the request.
    static func echo() throws -> HTTPListener {
        var limits = HTTPListener.Limits()
        limits.bodyBytes = 1000
        return try HTTPListener(port: 0, limits: limits) { request in
            if request.path == "/missing" { return .notFound }
            let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            let body = String(decoding: request.body, as: UTF8.self)
            return .text("\(request.method) \(request.path) \(query) \(request.header("x-test") ?? "-") \(body)")
        }
    }

    @Test("gives the handler method, path, query, headers and body")
    func requests() throws {
        let server = try Self.echo()
        let url = "http://127.0.0.1:\(server.port)"
        let client = HTTPClient()
        let get = try client.send(.init(.get, "\(url)/a%20b?x=1&y=%E6%97%A5", headers: [("X-Test", "t")]))
        #expect(get.status == 200 && get.text == "GET /a b x=1,y=日 t ")
        #expect(get.header("content-type") == "text/plain; charset=utf-8")
        let post = try client.send(
            .init(.post, "\(url)/p", headers: [("Content-Type", "text/plain")], body: Array("body".utf8))
        )
        #expect(post.text == "POST /p  - body")
        #expect(try client.send(.init(.post, "\(url)/p")).text == "POST /p  - ")
        let head = try client.send(.init(.head, "\(url)/"))
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(try client.send(.init(.get, "\(url)/missing")).status == 404)
    }

    @Test("refuses a body that is too long, and goes on")
    func limits() throws {
        let server = try Self.echo()
        let client = HTTPClient()
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(try client.send(.init(.post, url, body: [UInt8](repeating: 65, count: 1000))).status == 200)
        #expect(try client.send(.init(.post, url, body: [UInt8](repeating: 65, count: 200_000))).status == 413)
        #expect(try client.send(.init(.get, url)).status == 200)
    }

    @Test("refuses other methods")
    func methods() throws {
        let server = try Self.echo()
        let connection = try LoopbackClient(port: server.port)
        connection.write("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(connection.readLine() == "HTTP/1.1 405 Method Not Allowed")
    }

    @Test("says when it cannot listen")
    func failure() throws {
        let server = try Self.echo()
        #expect(throws: HTTPServerError.badAddress("localhost")) {
            try HTTPListener(address: "localhost", port: 0) { _ in .notFound }
        }
        let error = #expect(throws: HTTPServerError.self) {
            try HTTPListener(port: server.port) { _ in .notFound }
        }
        #expect(error?.description.contains("port \(server.port)") == true)
    }

    @Test("listens on IPv6 too, and is gone after stop")
    func stopping() throws {
        let server = try HTTPListener(address: "::1", port: 0) { _ in .text("six") }
        let client = HTTPClient()
        #expect(try client.send(.init(.get, "http://[::1]:\(server.port)/")).text == "six")
        server.stop()
        server.stop()
        #expect(throws: CurlError.self) { try HTTPClient().send(.init(.get, "http://[::1]:\(server.port)/")) }
    }
}
