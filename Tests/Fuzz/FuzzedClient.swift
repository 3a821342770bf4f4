import Bus
import Glibc
import Installation
import ZeroMQ

/// Somebody who may send, at ingest and query of his side; counts what he sent, so that it can be compared with what arrived.
final class FuzzedClient {
    /// Whose key it has.
    let principal: String
    let side: BusConfiguration.Side
    private let ingest: Socket
    private let query: Socket
    private var frames = Frames(capacity: 1_024)

    /// Messages handed to the socket of ingest.
    private(set) var published = 0
    /// Questions of one frame, each of which the store answers; it drops all others.
    private(set) var asked = 0
    /// Answers to those.
    private(set) var answered = 0
    /// Questions that are not waited for any more: one may wait at the store for half a minute.
    private var overdue = 0

    /// Must hold more than is sent between two looks at the store, or a PUB socket drops without a word.
    static let highWaterMark = 20_000
    /// Questions without an answer; above it the store would only say that it is busy.
    private static let window = 200

    init(_ installation: Installation, _ context: Context, principal: String, side: BusConfiguration.Side) throws {
        self.principal = principal
        self.side = side
        let options: [SocketOption] = [
            .linger(0), .curveKeys(try CurveKeyFile.pair(at: installation.path("keys/\(principal).key"))),
            .curveServerKey(try CurveKeyFile.publicKey(at: installation.path("keys/store.pub"))),
            .sendHighWaterMark(Self.highWaterMark), .reconnect(interval: 10, max: 100),
        ]
        let endpoints = installation.endpoints(side)
        ingest = try Socket(.pub, in: context)
        query = try Socket(.dealer, in: context)
        try ingest.set(options)
        try query.set(options)
        try ingest.connect(endpoints.ingest)
        try query.connect(endpoints.query)
    }

    func publish(_ parts: [[UInt8]]) throws(Violation) {
        do throws(ZeroMQError) {
            guard try ingest.send(parts: parts) else { return }
        } catch {
            throw Violation("the socket of \(principal) failed: \(error)")
        }
        published += 1
    }

    func ask(_ parts: [[UInt8]]) throws(Violation) {
        do throws(ZeroMQError) {
            guard try query.send(parts: parts) else { return }
        } catch {
            throw Violation("the socket of \(principal) failed: \(error)")
        }
        if parts.count == 1 { asked += 1 }
        try readAnswers()
        guard open - overdue >= Self.window else { return }
        try wait(for: Self.window / 2 + overdue, within: .seconds(2))
        if open - overdue >= Self.window { overdue = open }
    }

    /// Questions without an answer.
    private var open: Int { asked - answered }

    /// Waits until at most so many questions are open.
    func wait(for count: Int, within limit: Duration) throws(Violation) {
        let deadline = ContinuousClock.now + limit
        while open > count, ContinuousClock.now < deadline {
            usleep(200)
            try readAnswers()
        }
    }

    private func readAnswers() throws(Violation) {
        do throws(ZeroMQError) {
            while try query.receive(into: &frames) { answered += 1 }
        } catch {
            throw Violation("the socket of \(principal) failed: \(error)")
        }
        overdue = min(overdue, open)
    }

    /// Forgets what was counted so far.
    func beginCounting() { published = 0 }
}
