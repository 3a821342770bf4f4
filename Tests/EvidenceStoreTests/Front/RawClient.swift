import JSON
import Messages
import Threading
import ZeroMQ

@testable import EvidenceStore

/// A client of bare sockets, as somebody in another language would write it: nothing of `Bus`.
final class RawClient {
    let sender: String
    let context: Context
    let ingest: Socket
    let feed: Socket
    let query: Socket
    private var frames = Frames(capacity: 2_048)

    init(
        _ endpoints: FrontEndpoints,
        keys: CurveKeyPair,
        store: CurveKey,
        sender: String = MessageSample.sender
    ) throws {
        self.sender = sender
        context = try Context(ioThreads: 1)
        let context = context
        func open(_ kind: SocketKind, _ endpoint: String) throws -> Socket {
            try Self.open(kind, endpoint, in: context, keys: keys, store: store, sender: sender)
        }
        feed = try open(.sub, endpoints.feed)
        ingest = try open(.pub, endpoints.ingest)
        query = try open(.dealer, endpoints.query)
    }

    private static func open(
        _ kind: SocketKind,
        _ endpoint: String,
        in context: Context,
        keys: CurveKeyPair,
        store: CurveKey,
        sender: String
    ) throws -> Socket {
        let socket = try Socket(kind, in: context)
        try socket.set(.curveKeys(keys), .curveServerKey(store), .linger(0), .sendHighWaterMark(10_000))
        try socket.set(.reconnect(interval: 50, max: 200), .receiveHighWaterMark(10_000), .handshakeInterval(2_000))
        if kind == .sub {
            for topic in ["store/", "receipt/\(sender)/", "work/\(sender)/"] { try socket.subscribe(topic) }
        }
        try socket.connect(endpoint)
        return socket
    }

    /// Receives from the feed until `body` returns something, or `seconds` passed.
    func hear<T>(within seconds: Double = 5, _ body: (_ topic: String, _ position: JSONNode, _ message: JSONNode) -> T?)
        throws -> T?
    {
        try wait(feed, seconds) { frames in
            guard frames.count == 3, let topic = frames.text(of: 0),
                let position = try? JSONDocument(frames.array(of: 1)),
                let message = try? JSONDocument(frames.array(of: 2))
            else { return nil }
            return body(topic, position.root, message.root)
        }
    }

    /// Sends the frames again and again until a receipt for the token comes, as the protocol wants; nil when none does.
    func publish(_ message: [UInt8], topic: String = "config.changed/", token: String, within seconds: Double = 5)
        throws
        -> (status: String, code: String?)?
    {
        let end = MonotonicClock.system.now() + .milliseconds(Int(seconds * 1_000))
        while MonotonicClock.system.now() < end {
            try send(message, topic: topic, token: token)
            let receipt = try hear(within: 0.3) { topic, _, message -> (status: String, code: String?)? in
                guard topic == "receipt/\(sender)/", let receipts = message.member("receipts") else { return nil }
                for receipt in receipts.elements where receipt.member("token")?.string == token {
                    return (receipt.member("status")?.string ?? "", receipt.member("code")?.string)
                }
                return nil
            }
            if let receipt { return receipt }
        }
        return nil
    }

    func send(_ message: [UInt8], topic: String, token: String) throws {
        try ingest.send(parts: [Array(topic.utf8), Array(sender.utf8), Array(token.utf8), message])
    }

    /// Asks, again every half second, and returns the frames of the answer.
    func ask(_ request: String, within seconds: Double = 5) throws -> [[UInt8]]? {
        let end = MonotonicClock.system.now() + .milliseconds(Int(seconds * 1_000))
        while MonotonicClock.system.now() < end {
            try query.send(request)
            let answer: [[UInt8]]? = try wait(query, 0.5) { frames in
                (0..<frames.count).map { frames.array(of: $0) }
            }
            if let answer { return answer }
        }
        return nil
    }

    /// An answer that comes without asking again.
    func hearAnswer(within seconds: Double) throws -> [[UInt8]]? {
        try wait(query, seconds) { frames in (0..<frames.count).map { frames.array(of: $0) } }
    }

    private func wait<T>(_ socket: borrowing Socket, _ seconds: Double, _ body: (borrowing Frames) -> T?) throws -> T? {
        let end = MonotonicClock.system.now() + .milliseconds(Int(seconds * 1_000))
        var poller = Poller()
        _ = poller.add(socket)
        while MonotonicClock.system.now() < end {
            try poller.wait(milliseconds: 20)
            while try socket.receive(into: &frames) {
                if let value = body(frames) { return value }
            }
        }
        return nil
    }
}
