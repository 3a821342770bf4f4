import Bus
import Foundation
import Installation
import JSON
import ZeroMQ

/// One of the three sockets of a side.
enum AccessSocket: CaseIterable, Sendable {
    case ingest, feed, query

    var endpoint: KeyPath<BusConfiguration.Endpoints, String> {
        switch self {
        case .ingest: \.ingest
        case .feed: \.feed
        case .query: \.query
        }
    }
}

/// Somebody at the external sockets, with whatever key: says what he gets, within a short time where he should get nothing.
final class AccessClient {
    /// What the store answered.
    enum Answer: Hashable, CustomStringConvertible {
        case nothing
        case yes
        case no(String)

        var description: String {
            switch self {
            case .nothing: "nothing"
            case .yes: "yes"
            case .no(let code): code
            }
        }
    }

    let sender = UUID().uuidString.lowercased().replacing("-", with: "")
    private let context: Context
    private let ingest: Socket
    private let feed: Socket
    private let query: Socket
    private var frames = Frames(capacity: 8)
    /// Topics that came from the feed, each once, and every message.
    private(set) var topics: Set<String> = []
    private(set) var heard: [String] = []
    private var receipts: [String: Answer] = [:]
    private var number = 0

    /// - Parameters:
    ///   - key: the name of a key file in `keys`; nil for none.
    ///   - store: the name of the key file that is taken for the store's.
    ///   - sockets: where he connects.
    ///   - reconnect: milliseconds until a connection that failed is tried again.
    ///   - topic: what is subscribed to; nil for this client's receipts and the heartbeat.
    ///   - source: the address that is connected from.
    init(
        _ installation: Installation,
        key: String?,
        store: String = "store",
        sockets: Set<AccessSocket> = Set(AccessSocket.allCases),
        reconnect: Int = 50,
        topic: String? = nil,
        source: String? = nil
    ) throws {
        let endpoints = installation.endpoints(.external)
        context = try Context(ioThreads: 1)
        ingest = try Socket(.pub, in: context)
        feed = try Socket(.sub, in: context)
        query = try Socket(.dealer, in: context)
        var options: [SocketOption] = [.linger(0), .receiveTimeout(20)]
        options.append(.reconnect(interval: reconnect, max: 4 * reconnect))
        if let key {
            options += [
                .curveKeys(try CurveKeyFile.pair(at: installation.path("keys/\(key).key"))),
                .curveServerKey(try CurveKeyFile.publicKey(at: installation.path("keys/\(store).pub"))),
            ]
        }
        try ingest.set(options)
        try feed.set(options)
        try query.set(options)
        for topic in topic.map({ [$0] }) ?? ["receipt/\(sender)/", "store/"] { try feed.subscribe(topic) }
        func from(_ endpoint: String) -> String {
            source.map { endpoint.replacing("tcp://", with: "tcp://\($0):0;") } ?? endpoint
        }
        if sockets.contains(.feed) { try feed.connect(from(endpoints.feed)) }
        if sockets.contains(.ingest) { try ingest.connect(from(endpoints.ingest)) }
        if sockets.contains(.query) { try query.connect(from(endpoints.query)) }
    }

    /// Sends a message again and again until its receipt comes.
    func publish(_ message: [UInt8], kind: String = "config.changed", within limit: Duration) throws -> Answer {
        number += 1
        let token = "t\(number)"
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            try ingest.send(parts: [Array("\(kind)/".utf8), Array(sender.utf8), Array(token.utf8), message])
            let next = ContinuousClock.now + .milliseconds(200)
            while ContinuousClock.now < next {
                try readFeed()
                if let receipt = receipts[token] { return receipt }
            }
        }
        return .nothing
    }

    /// Waits for the store's heartbeat, one that comes from now on.
    func listen(within limit: Duration) throws -> Answer {
        let (before, deadline) = (heard.count, ContinuousClock.now + limit)
        while ContinuousClock.now < deadline {
            try readFeed()
            if heard.count > before { return .yes }
        }
        return .nothing
    }

    /// Takes in what has arrived.
    func drain() throws {
        var count = -1
        while heard.count > count {
            count = heard.count
            try readFeed()
        }
    }

    /// Asks; `fields` come after the id.
    func ask(_ fields: String, within limit: Duration) throws -> Answer {
        number += 1
        let id = "q\(number)"
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            try query.send("{\"id\":\"\(id)\",\(fields)}")
            let next = ContinuousClock.now + .milliseconds(300)
            while ContinuousClock.now < next {
                guard try query.receiveWaiting(into: &frames) else { continue }
                let root = try JSONDocument(frames.array(of: 0)).root
                let answered = root["id"]?.string ?? ""
                guard answered == id || answered.isEmpty else { continue }
                return root["status"]?.string == "ok" ? .yes : .no(root["code"]?.string ?? "")
            }
        }
        return .nothing
    }

    private func readFeed() throws {
        guard try feed.receiveWaiting(into: &frames), frames.count == 3 else { return }
        topics.insert(frames.text(of: 0) ?? "")
        let message = frames.array(of: 2)
        heard.append(String(decoding: message, as: UTF8.self))
        guard let answers = try JSONDocument(message).root["receipts"] else { return }
        for receipt in answers.elements {
            guard let token = receipt["token"]?.string, frames.text(of: 0) == "receipt/\(sender)/" else { continue }
            let status = receipt["status"]?.string ?? ""
            receipts[token] = status == "recorded" || status == "repeat" ? .yes : .no(receipt["code"]?.string ?? status)
        }
    }
}

@available(*, unavailable)
extension AccessClient: Sendable {}
