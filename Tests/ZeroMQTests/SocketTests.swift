import Testing
import ZeroMQ

/// A received message as plain values, which the macros of swift-testing can take apart.
struct Received {
    var parts: [[UInt8]]
    var isTruncated: Bool
    var userID: String?
    var peerAddress: String?

    func text(_ index: Int) -> String { String(decoding: parts[index], as: UTF8.self) }
}

/// Receives until a message is there or the time has passed.
func receive(_ socket: borrowing Socket, milliseconds: Int = 5_000, frames capacity: Int = 8) throws -> Received? {
    var frames = Frames(capacity: capacity)
    var poller = Poller()
    let place = poller.add(socket)
    try poller.wait(milliseconds: milliseconds)
    guard try poller.isReadable(place) && socket.receive(into: &frames) else { return nil }
    return Received(
        parts: (0..<frames.count).map { frames.array(of: $0) },
        isTruncated: frames.isTruncated,
        userID: frames.userID,
        peerAddress: frames.peerAddress
    )
}

/// Receives one question of ZAP.
func receiveRequest(_ socket: borrowing Socket) throws -> ZAPRequest? {
    var frames = Frames(capacity: ZAPRequest.frameLimit)
    var poller = Poller()
    _ = poller.add(socket)
    try poller.wait(milliseconds: 5_000)
    guard try socket.receive(into: &frames) else { return nil }
    return ZAPRequest(frames)
}

@Suite struct SocketTests {
    @Test("a message goes from a dealer to a router and back, frame by frame")
    func roundTrip() throws {
        let context = try Context(ioThreads: 1)
        let router = try Socket(.router, in: context)
        try router.set(.linger(0))
        try router.bind("tcp://127.0.0.1:*")
        let dealer = try Socket(.dealer, in: context)
        try dealer.set(.linger(0), .sendHighWaterMark(10), .tcpKeepalive(idle: 10, interval: 5, count: 3))
        try dealer.set(.reconnect(interval: 100, max: 5_000), .connectTimeout(3_000), .tcpMaxRetransmit(10_000))
        try dealer.connect(try router.lastEndpoint)
        #expect(try dealer.send(parts: [Array("a".utf8), [], Array("ccc".utf8)]))
        let request = try #require(try receive(router))
        #expect(request.parts.dropFirst() == [Array("a".utf8), [], Array("ccc".utf8)])
        #expect(request.peerAddress == "127.0.0.1")
        try router.send(request.parts[0], more: true)
        try router.send("text", more: true)
        try router.send([1, 2, 3, 4][1...2])
        #expect(try receive(dealer)?.parts == [Array("text".utf8), [2, 3]])
        #expect(try receive(dealer, milliseconds: 0) == nil)
    }

    @Test("a message with more frames than are held is read to its end and says so")
    func manyFrames() throws {
        let context = try Context(ioThreads: 1)
        let left = try Socket(.pair, in: context)
        try left.bind("inproc://many")
        let right = try Socket(.pair, in: context)
        try right.connect("inproc://many")
        for _ in 0..<10_000 { try left.send([7], more: true) }
        try left.send([8])
        try left.send([9])
        let long = try #require(try receive(right, frames: 3))
        #expect(long.parts == [[7], [7], [7]])
        #expect(long.isTruncated)
        let short = try #require(try receive(right, frames: 3))
        #expect(short.parts == [[9]])
        #expect(!short.isTruncated)
    }

    @Test("a full queue says so and keeps nothing")
    func full() throws {
        let context = try Context(ioThreads: 1)
        let left = try Socket(.dealer, in: context)
        try left.set(.linger(0), .sendHighWaterMark(2))
        try left.connect("tcp://127.0.0.1:1")
        #expect(try left.send([1]))
        #expect(try left.send([2]))
        #expect(try !left.send(parts: [[3], [4]]))
    }

    @Test("errors carry the call, the number and what to do")
    func errors() throws {
        let context = try Context(ioThreads: 1)
        let first = try Socket(.router, in: context)
        try first.bind("tcp://127.0.0.1:*")
        let endpoint = try first.lastEndpoint
        let second = try Socket(.router, in: context)
        let error = #expect(throws: ZeroMQError.self) { try second.bind(endpoint) }
        #expect(error?.code == ZeroMQError.EADDRINUSE)
        #expect(error?.description.contains("zmq_bind \(endpoint): Address already in use; another process") == true)
        #expect(throws: ZeroMQError(code: ZeroMQError.EINVAL, call: "zmq_connect nonsense")) {
            try second.connect("nonsense")
        }
    }

    @Test("a context that is shut down ends a wait")
    func shutdown() throws {
        let context = try Context(ioThreads: 1)
        let socket = try Socket(.sub, in: context)
        context.shutdown()
        var poller = Poller()
        _ = poller.add(socket)
        var code: Int32 = 0
        do throws(ZeroMQError) { try poller.wait(milliseconds: 5_000) } catch { code = error.code }
        #expect(code == ZeroMQError.ETERM)
    }

    @Test("a subscription sees only what begins with it")
    func subscription() throws {
        let context = try Context(ioThreads: 1)
        let publisher = try Socket(.xpub, in: context)
        try publisher.set(.xpubVerboser(true), .linger(0))
        try publisher.bind("tcp://127.0.0.1:*")
        let subscriber = try Socket(.sub, in: context)
        try subscriber.subscribe("a/1/")
        try subscriber.connect(try publisher.lastEndpoint)
        #expect(try receive(publisher)?.parts[0] == [1] + Array("a/1/".utf8))
        try publisher.send("a/10/x")
        try publisher.send("a/1/x")
        #expect(try receive(subscriber)?.text(0) == "a/1/x")
        try subscriber.unsubscribe("a/1/")
        #expect(try receive(publisher)?.parts[0] == [0] + Array("a/1/".utf8))
    }

    @Test("a frame over the limit cuts the peer off, and it comes back")
    func oversize() throws {
        let context = try Context(ioThreads: 1)
        let server = try Socket(.router, in: context)
        try server.set(.maxMessageSize(1_000), .linger(0))
        try server.bind("tcp://127.0.0.1:*")
        let client = try Socket(.dealer, in: context)
        try client.set(.linger(0), .reconnect(interval: 10, max: 50))
        try client.connect(try server.lastEndpoint)
        try client.send([UInt8](repeating: 1, count: 1_000))
        #expect(try receive(server)?.parts[1].count == 1_000)
        try client.send([UInt8](repeating: 1, count: 1_001))
        var answer: Received?
        for _ in 0..<100 where answer == nil {
            try client.send([2])
            answer = try receive(server, milliseconds: 50)
        }
        #expect(answer?.parts[1] == [2])
    }
}

@Suite struct KeyTests {
    @Test("Z85 agrees with the example of its specification")
    func z85() {
        let bytes: [UInt8] = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B]
        #expect(Z85.encode(bytes) == "HelloWorld")
        #expect(Z85.decode("HelloWorld") == bytes)
    }

    @Test("what is not Z85 is refused", arguments: ["Hell", "Hello Worl", "#####", "ééé"])
    func bad(text: String) {
        #expect(Z85.decode(text) == nil)
    }

    @Test("keys are made, written down and read again")
    func keys() throws {
        let pair = try CurveKeyPair.generate()
        #expect(try CurveKeyPair.generate() != pair)
        #expect(CurveKeyPair(secretKey: pair.secretKey) == pair)
        #expect(CurveKey(bytes: pair.publicKey.bytes) == pair.publicKey)
        #expect(CurveKeyPair(publicKey: pair.secretKey, secretKey: pair.publicKey) == nil)
        #expect(CurveKey(z85: "short") == nil)
        #expect(!"\(pair)".contains(pair.secretKey.z85))
    }
}
