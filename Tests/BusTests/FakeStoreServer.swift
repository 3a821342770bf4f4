import Synchronization
import Threading
import ZeroMQ

@testable import Bus

/// A ``FakeStore`` behind real sockets, with CURVE and ZAP, on a thread of its own.
///
/// A restart closes the sockets and binds the same ports again.
final class FakeStoreServer: Sendable {
    let keys: CurveKeyPair
    let clientKeys: CurveKeyPair
    let store = Locked(FakeStore())
    /// Keys that ZAP lets in, besides the client's.
    let isClientKnown = Atomic<Bool>(true)
    /// Reads and answers nothing, as a process that was stopped.
    let isPaused = Atomic<Bool>(false)
    /// Messages to publish as they are, whatever they are.
    let strange = Locked<[[String]]>([])
    private let endpoints: Locked<[String]>
    private let running: Locked<(DedicatedThread, EventFD)?>

    init() throws {
        keys = try .generate()
        clientKeys = try .generate()
        endpoints = Locked(Array(repeating: "tcp://127.0.0.1:*", count: 3))
        running = Locked(nil)
        start()
    }

    deinit { stop() }

    func configuration(
        side: BusConfiguration.Side = .internal,
        onEvent: (@Sendable (BusEvent) -> Void)? = nil
    ) -> BusConfiguration {
        let endpoints = endpoints.withLock { $0 }
        return BusConfiguration(
            service: "test",
            endpoints: .init(ingest: endpoints[0], feed: endpoints[1], query: endpoints[2]),
            side: side,
            storeKey: keys.publicKey,
            keys: clientKeys,
            onEvent: onEvent
        )
    }

    func stop() {
        let last = running.withLock { $0.take() }
        last?.1.signal()
        last?.0.join()
    }

    func start() {
        let wake = EventFD()
        let ready = BoundedRing<Bool>(capacity: 1)
        let thread = DedicatedThread(name: "fake-store") { [unowned self] in
            do { try serve(wake, ready) } catch { print("fake store: \(error)") }
        }
        running.withLock { $0 = (thread, wake) }
        var ignored: [Bool] = []
        ready.popBatch(into: &ignored)
    }

    func restart() {
        stop()
        store.withLock { $0.restart() }
        start()
    }

    private func serverOptions() -> [SocketOption] {
        [
            .linger(0), .curveServer(true), .curveKeys(keys), .zapDomain("internal"), .zapEnforceDomain(true),
            .handshakeInterval(2_000), .sendHighWaterMark(10_000), .receiveHighWaterMark(10_000),
        ]
    }

    private func serve(_ wake: EventFD, _ ready: BoundedRing<Bool>) throws {
        let context = try Context(ioThreads: 1)
        let zap = try Socket(.rep, in: context)
        try zap.bind(ZAPRequest.endpoint)
        let ingest = try Socket(.sub, in: context)
        try ingest.set(serverOptions() + [.maxMessageSize(1 << 20)])
        try ingest.subscribe("")
        let feed = try Socket(.xpub, in: context)
        try feed.set(serverOptions())
        let query = try Socket(.router, in: context)
        try query.set(serverOptions())
        try bind(ingest, feed, query)
        ready.tryPush(true)
        var poller = Poller()
        let wakePlace = poller.add(fileDescriptor: wake.fileDescriptor)
        _ = (poller.add(zap), poller.add(ingest), poller.add(feed), poller.add(query))
        var frames = Frames(capacity: 8)
        while true {
            try poller.wait(milliseconds: 20)
            if poller.isReadable(wakePlace) { return }
            try answerZAP(zap, &frames)
            if isPaused.load(ordering: .relaxed) { continue }
            while try feed.receive(into: &frames) {}
            try readIngest(ingest, &frames, feed)
            while try query.receive(into: &frames) {
                guard frames.count == 2 else { continue }
                let peer = frames.array(of: 0)
                let question = frames.array(of: 1)
                try query.send(parts: [peer] + store.withLock { $0.query(question) })
            }
        }
    }

    private func bind(_ ingest: borrowing Socket, _ feed: borrowing Socket, _ query: borrowing Socket) throws {
        let wanted = endpoints.withLock { $0 }
        try ingest.bind(wanted[0])
        try feed.bind(wanted[1])
        try query.bind(wanted[2])
        let bound = [try ingest.lastEndpoint, try feed.lastEndpoint, try query.lastEndpoint]
        endpoints.withLock { $0 = bound }
    }

    private func answerZAP(_ zap: borrowing Socket, _ frames: inout Frames) throws {
        while try zap.receive(into: &frames) {
            guard let request = ZAPRequest(frames) else { return }
            let isKnown = request.publicKey == clientKeys.publicKey && isClientKnown.load(ordering: .relaxed)
            try zap.send(parts: request.reply(isKnown ? .accepted(userID: "tester") : .refused(reason: "unknown key")))
        }
    }

    private func readIngest(_ ingest: borrowing Socket, _ frames: inout Frames, _ feed: borrowing Socket) throws {
        let now = MonotonicClock.system.now()
        var out: [FakeStore.Frame] = []
        for _ in 0..<1_000 {
            guard try ingest.receive(into: &frames) else { break }
            guard frames.count == 4 else { continue }
            let texts = (0..<3).map { frames.text(of: $0) ?? "" }
            let bytes = frames.array(of: 3)
            store.withLock {
                $0.ingest(topic: texts[0], sender: texts[1], token: texts[2], bytes: bytes, now: now, out: &out)
            }
        }
        store.withLock { $0.tick(now: now, out: &out) }
        let strange = strange.withLock { messages in
            defer { messages = [] }
            return messages
        }
        for message in strange { try feed.send(parts: message.map { Array($0.utf8) }) }
        for frame in out {
            try feed.send(frame.topic, more: true)
            try feed.send(frame.positionBytes, more: true)
            try feed.send(frame.body)
        }
    }
}
