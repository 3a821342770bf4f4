import Curl
import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite("HTTPClient", .timeLimit(.minutes(1)))
struct HTTPClientTests {
    static func quick(_ change: (inout HTTPClient.Options) -> Void = { _ in }) -> HTTPClient {
        var options = HTTPClient.Options()
        options.totalTimeout = .milliseconds(500)
        change(&options)
        return HTTPClient(options)
    }

    @Test("sends header fields and body as they are and returns the answer whole")
    func exchange() throws {
        let sink = try WebhookSink([.status(429, headers: ["Retry-After": "7"], body: "slow down")])
        let body = Array(#"{"日":1}"#.utf8)
        let response = try HTTPClient().send(
            .init(
                .post,
                sink.url + "?a=b",
                headers: [("Content-Type", "application/json"), ("webhook-id", "m1"), ("X-Empty", "")],
                body: body
            )
        )
        #expect(response.status == 429 && response.text == "slow down" && response.header("retry-after") == "7")
        let request = try #require(sink.received.first)
        #expect(request.method == "POST" && request.path == "/hook?a=b" && request.body == body)
        #expect(request.headers["content-type"] == "application/json" && request.headers["webhook-id"] == "m1")
        #expect(
            request.headers["x-empty"] == "" && request.headers["user-agent"] == "settei"
                && request.headers["expect"] == nil
        )
    }

    @Test("follows no redirect")
    func redirect() throws {
        let sink = try WebhookSink { _, _ in .status(302, headers: ["Location": "/elsewhere"]) }
        #expect(try HTTPClient().send(.init(.get, sink.url)).status == 302)
        #expect(sink.received.count == 1)
    }

    @Test("cuts a long answer off")
    func truncation() throws {
        let sink = try WebhookSink([.status(200, body: String(repeating: "x", count: 100_000))])
        let client = Self.quick { $0.maximumResponseBytes = 1000 }
        let response = try client.send(.init(.get, sink.url))
        #expect(response.status == 200 && response.body.count == 1000 && response.isTruncated)
        #expect(try client.send(.init(.get, sink.url)).isTruncated)
    }

    @Test("tells the ways to fail apart")
    func failures() throws {
        let sink = try WebhookSink([.hang, .close])
        let client = Self.quick()
        #expect(try #require(throws: CurlError.self) { try client.send(.init(.get, sink.url)) }.kind == .timeout)
        let closed = try #require(throws: CurlError.self) { try client.send(.init(.get, sink.url)) }
        #expect(closed.kind == .connection && closed.isTransient)
        sink.stop()
        let cases: [(String, CurlError.Kind, Bool)] = [
            ("http://127.0.0.1:1/", .cannotConnect, true), ("http://nowhere.invalid/", .cannotResolve, true),
            ("file:///etc/passwd", .badRequest, false), ("ftp://127.0.0.1/", .badRequest, false),
            ("not a url", .badRequest, false),
            ("http://a/\r\nX: y", .badRequest, false),
        ]
        for (url, kind, isTransient) in cases {
            let error = try #require(throws: CurlError.self) { try client.send(.init(.get, url)) }
            #expect(error.kind == kind && error.isTransient == isTransient, "\(url): \(error)")
        }
        let header = try #require(throws: CurlError.self) {
            try client.send(.init(.get, "http://a/", headers: [("A", "b\r\nC: d")]))
        }
        #expect(header.kind == .badRequest)
    }

    @Test("asks before it connects to an address, and not at all about one it refused")
    func addresses() throws {
        let sink = try WebhookSink()
        let asked = Mutex<[String]>([])
        let client = Self.quick { options in
            options.acceptsAddress = { @Sendable address in
                asked.withLock { $0.append(address.description) }
                return address.isPublic
            }
        }
        for host in ["127.0.0.1", "localhost", "2130706433", "[::1]"] {
            let error = try #require(throws: CurlError.self) {
                try client.send(.init(.get, "http://\(host):\(sink.port)/"))
            }
            #expect(error.kind == .addressRefused && !error.isTransient, "\(host): \(error)")
        }
        #expect(sink.received.isEmpty)
        #expect(asked.withLock { Set($0) }.isSubset(of: ["127.0.0.1", "::1"]))
        let lenient = Self.quick { $0.acceptsAddress = { @Sendable address in address.isLoopback } }
        #expect(try lenient.send(.init(.get, sink.url)).status == 200)
    }

    @Test("does not look at proxies of the environment, and uses a connection again")
    func reuse() throws {
        let server = try HTTPListener(port: 0) { _ in .text("ok") }
        let opened = Atomic(0)
        let client = Self.quick { options in
            options.acceptsAddress = { @Sendable _ in opened.add(1, ordering: .relaxed).newValue > 0 }
        }
        for _ in 0..<5 { #expect(try client.send(.init(.get, "http://127.0.0.1:\(server.port)/")).text == "ok") }
        #expect(opened.load(ordering: .relaxed) == 1)
    }

    @Test("runs many requests at a time for tasks, and stops one that is cancelled")
    func asynchronous() async throws {
        let sink = try WebhookSink { request, _ in request.path == "/hang" ? .hang : .status(204) }
        let client = HTTPClient()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await client.response(to: .init(.post, sink.url)).status } }
            for try await status in group { #expect(status == 204) }
        }
        let task = Task { try await client.response(to: .init(.get, "http://127.0.0.1:\(sink.port)/hang")) }
        await waitUntil { sink.received.contains { $0.path == "/hang" } }
        task.cancel()
        let error = await #expect(throws: CurlError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
    }
}

@Suite("IPAddress")
struct IPAddressTests {
    @Test(
        "knows what is not public",
        arguments: [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1",
            "fd00:ec2::254", "ff02::1",
            "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "2001::1", "::127.0.0.1",
        ]
    )
    func special(text: String) throws {
        #expect(try !#require(IPAddress(text)).isPublic)
    }

    @Test(
        "knows what is",
        arguments: [
            "8.8.8.8", "172.32.0.1", "100.128.0.1", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "2001:4860::8888",
        ]
    )
    func ordinary(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
        #expect(IPAddress("localhost") == nil && IPAddress("127.1") == nil)
    }
}
