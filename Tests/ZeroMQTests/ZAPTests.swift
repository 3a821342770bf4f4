import Testing
import ZeroMQ

/// A socket that connects, and what happens to it.
struct WatchedSocket: ~Copyable {
    let socket: Socket
    var monitor: Monitor

    /// Waits for an event of one of these kinds.
    mutating func wait(for kinds: Set<MonitorEvent.Kind>) throws -> MonitorEvent.Kind? {
        var poller = Poller()
        _ = poller.add(monitor.socket)
        for _ in 0..<100 {
            while let event = try monitor.next() {
                if kinds.contains(event.kind) { return event.kind }
            }
            if try poller.wait(milliseconds: 2_000) == 0 { return nil }
        }
        return nil
    }
}

/// A server with CURVE, and a client that tries to come in.
@Suite struct ZAPTests {
    let context: Context
    let serverKeys: CurveKeyPair
    let clientKeys: CurveKeyPair

    init() throws {
        context = try Context(ioThreads: 1)
        serverKeys = try .generate()
        clientKeys = try .generate()
    }

    func server(domain: String?, enforced: Bool) throws -> Socket {
        let server = try Socket(.sub, in: context)
        try server.set(.linger(0), .curveServer(true), .curveKeys(serverKeys), .handshakeInterval(1_000))
        if let domain { try server.set(.zapDomain(domain)) }
        try server.set(.zapEnforceDomain(enforced))
        try server.subscribe("")
        try server.bind("tcp://127.0.0.1:*")
        return server
    }

    func client(to endpoint: String) throws -> WatchedSocket {
        let client = try Socket(.xpub, in: context)
        try client.set(.linger(0), .curveKeys(clientKeys), .curveServerKey(serverKeys.publicKey))
        try client.set(.reconnect(interval: 50, max: 100))
        let monitor = try Monitor(of: client, in: context)
        try client.connect(endpoint)
        return WatchedSocket(socket: client, monitor: monitor)
    }

    @Test("a known key is let in, and every message carries who sent it", .timeLimit(.minutes(1)))
    func accepted() throws {
        let handler = try Socket(.rep, in: context)
        try handler.bind(ZAPRequest.endpoint)
        let server = try server(domain: "internal", enforced: true)
        var client = try client(to: try server.lastEndpoint)
        let request = try #require(try receiveRequest(handler))
        #expect(request.domain == "internal")
        #expect(request.publicKey == clientKeys.publicKey)
        #expect(request.address == "127.0.0.1")
        try handler.send(parts: request.reply(.accepted(userID: "checker")))
        let handshakeSucceededEvent = try client.wait(for: [.handshakeSucceeded])
        #expect(handshakeSucceededEvent == .handshakeSucceeded)
        // Trap 2: a bound SUB sends its subscription only when its thread looks at the socket.
        #expect(try receive(server, milliseconds: 100)?.parts == nil)
        #expect(try receive(client.socket)?.parts != nil)
        try client.socket.send("hello")
        #expect(try receive(server)?.userID == "checker")
    }

    @Test("a refused key is told so, and nobody connects again by itself", .timeLimit(.minutes(1)))
    func refused() throws {
        let handler = try Socket(.rep, in: context)
        try handler.bind(ZAPRequest.endpoint)
        let server = try server(domain: "internal", enforced: true)
        let endpoint = try server.lastEndpoint
        var client = try client(to: endpoint)
        for verdict in [ZAPRequest.Verdict.refused(reason: "unknown key"), .accepted(userID: "late")] {
            let request = try #require(try receiveRequest(handler))
            try handler.send(parts: request.reply(verdict))
            guard case .refused = verdict else { break }
            let handshakeFailedAuthEvent = try client.wait(for: [.handshakeFailedAuth, .handshakeSucceeded])
            #expect(handshakeFailedAuthEvent == .handshakeFailedAuth)
            // Trap C: only disconnect and connect brings it back.
            #expect(try receive(handler, milliseconds: 300) == nil)
            try client.socket.disconnect(endpoint)
            try client.socket.connect(endpoint)
        }
        let handshakeSucceededEvent = try client.wait(for: [.handshakeSucceeded])
        #expect(handshakeSucceededEvent == .handshakeSucceeded)
    }

    @Test(
        "without a handler only a domain together with its enforcement keeps strangers out (trap B)",
        .timeLimit(.minutes(1)),
        arguments: [("internal", true, false), ("internal", false, true), (nil, true, true)] as [(String?, Bool, Bool)]
    )
    func noHandler(domain: String?, enforced: Bool, isLetIn: Bool) throws {
        let server = try server(domain: domain, enforced: enforced)
        var client = try client(to: try server.lastEndpoint)
        let outcome = try client.wait(for: [.handshakeSucceeded, .disconnected, .handshakeFailedNoDetail])
        #expect((outcome == .handshakeSucceeded) == isLetIn)
    }

    @Test("a handler that died lets nobody in", .timeLimit(.minutes(1)))
    func deadHandler() throws {
        do {
            let handler = try Socket(.rep, in: context)
            try handler.bind(ZAPRequest.endpoint)
        }
        let server = try server(domain: "internal", enforced: true)
        var client = try client(to: try server.lastEndpoint)
        let outcome = try client.wait(for: [.handshakeSucceeded, .disconnected, .handshakeFailedNoDetail])
        #expect(outcome != .handshakeSucceeded)
    }

    @Test("frames that are no question are not one")
    func malformed() throws {
        let left = try Socket(.pair, in: context)
        try left.bind("inproc://zap")
        let right = try Socket(.pair, in: context)
        try right.connect("inproc://zap")
        for parts in [["1.0"], ["2.0", "1", "d", "a", "i", "CURVE"], ["1.0", "1", "d", "a", "i"]] {
            try left.send(parts: parts.map { Array($0.utf8) })
            #expect(try receiveRequest(right) == nil)
        }
    }
}
