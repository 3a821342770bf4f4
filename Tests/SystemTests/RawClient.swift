import Bus
import Foundation
import Installation
import JSON
import Messages
import ZeroMQ

/// A client of bare sockets, which sends whatever it is told to: PROTOCOL.md and nothing else.
final class RawClient {
    /// What the store said about one token.
    struct Receipt {
        let status: String
        let code: String
        let id: String?
    }

    /// The inbox id of this client.
    let sender = UUID().uuidString.lowercased().replacing("-", with: "")
    private let context: Context
    private let ingest: Socket
    private let feed: Socket
    private var frames = Frames(capacity: 4)
    private var receipts: [String: Receipt] = [:]
    /// Receipts that came, repeats included.
    private(set) var receiptCount = 0

    /// Connects with the key of `principal` to the external sockets, and returns once a message of its got a receipt.
    init(_ installation: Installation, as principal: String = "acme-ci") throws {
        let endpoints = installation.endpoints(.external)
        context = try Context(ioThreads: 1)
        ingest = try Socket(.pub, in: context)
        feed = try Socket(.sub, in: context)
        let keys = try CurveKeyFile.pair(at: installation.path("keys/\(principal).key"))
        let store = try CurveKeyFile.publicKey(at: installation.path("keys/store.pub"))
        let common: [SocketOption] = [.linger(0), .curveKeys(keys), .curveServerKey(store)]
        try ingest.set(common + [.sendHighWaterMark(100_000), .reconnect(interval: 100, max: 500)])
        try feed.set(common + [.receiveHighWaterMark(100_000), .receiveTimeout(50)])
        try feed.subscribe("receipt/\(sender)/")
        try feed.connect(endpoints.feed)
        try ingest.connect(endpoints.ingest)
        try expectGood(within: .seconds(15))
    }

    /// Sends frames as they are.
    @discardableResult
    func send(_ parts: [[UInt8]]) throws -> Bool { try ingest.send(parts: parts) }

    /// Sends a message in its four frames.
    func publish(_ message: [UInt8], token: String, kind: String = "config.changed") throws {
        try send([Array("\(kind)/".utf8), Array(sender.utf8), Array(token.utf8), message])
    }

    /// The receipt for a token; nil when none comes in time.
    func receipt(_ token: String, within limit: Duration = .seconds(5)) throws -> Receipt? {
        let deadline = ContinuousClock.now + limit
        while receipts[token] == nil, ContinuousClock.now < deadline { try read() }
        return receipts[token]
    }

    /// Reads until so many receipts came in all; says whether they did.
    func wait(forReceipts count: Int, within limit: Duration) throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while receiptCount < count, ContinuousClock.now < deadline { try read() }
        return receiptCount >= count
    }

    /// Publishes a good message until it has its receipt, as after a cut connection.
    func expectGood(number: Int = 0, within limit: Duration = .seconds(10)) throws {
        let message = try Samples.message(number: number).bytes
        let token = "good-\(UUID().uuidString)"
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            try publish(message, token: token)
            guard let receipt = try receipt(token, within: .milliseconds(300)) else { continue }
            guard receipt.status == "recorded" || receipt.status == "repeat" else {
                throw InstallationError(description: "a good message was \(receipt.status) \(receipt.code)")
            }
            return
        }
        throw InstallationError(description: "a good message got no receipt within \(limit)")
    }

    /// Forgets receipts, so that a long test does not grow itself.
    func forgetReceipts() { receipts = [:] }

    private func read() throws {
        guard try feed.receiveWaiting(into: &frames), frames.count == 3 else { return }
        guard let answers = try JSONDocument(frames.array(of: 2)).root["receipts"] else { return }
        for receipt in answers.elements {
            guard let token = receipt["token"]?.string else { continue }
            receiptCount += 1
            receipts[token] = Receipt(
                status: receipt["status"]?.string ?? "",
                code: receipt["code"]?.string ?? "",
                id: receipt["id"]?.string
            )
        }
    }
}

@available(*, unavailable)
extension RawClient: Sendable {}
