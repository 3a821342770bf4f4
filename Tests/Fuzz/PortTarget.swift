import Foundation
import Installation
import TestSupport

/// Every port of a running store: bytes as they are, ZMTP, HTTP, and messages of an integrator and of services who may send them
/// but damage them.
///
/// The store is the built program, started when the first input runs. An input is a byte that chooses the way in, a byte that
/// chooses the port, and what is sent. Source of the greeting and its commands: ZMTP 3.1, RFC 37 and RFC 26.
struct PortTarget: FuzzTarget {
    /// How an input gets to the store.
    enum Way: UInt8, CaseIterable {
        /// On a connection of its own, which is then cut.
        case bytes, greeting, http
        /// Through the sockets of an integrator, as frames.
        case ingest, query
        /// Through those of services, whose answers the store acts on.
        case serviceIngest, serviceQuery
    }

    let name = "ports"
    private var store: FuzzedStore?
    private var counts = [Int](repeating: 0, count: Way.allCases.count)
    private var sinceLook = 0

    /// How many inputs come between two looks at the process.
    private static let pace = 2_000

    var figures: String {
        let ways = Way.allCases.map { "\($0) \(counts[Int($0.rawValue)])" }.joined(separator: ", ")
        return "\(ways); \(store?.figures ?? "the store was never started")"
    }

    let seeds: [[UInt8]] = Way.allCases.flatMap { way in
        PortSeeds.all(way).map { [way.rawValue, 0] + $0 }
    }

    private static let question = Array(#"{"id":"q"#.utf8)

    private static let pieces = [
        "\u{0}", "\u{4}\u{26}", "\u{5}READY", "\u{5}HELLO", "\u{8}INITIATE", "\u{5}ERROR", "\u{4}PING", "NULL", "CURVE",
        "PLAIN",
        "config.changed/", "config.assessed/", "notification.failed/", "replica.heartbeat/", "check.answer/", "GET ",
        "\r\n", "Content-Length: 99999999999\r\n",
        "%00", "{", "[[[[",
        "\"op\":\"replay\"", "\"after\":9223372036854775807", "\"tenant\":\"globex\"", "\u{ffff}", "-1", "1e999",
        "\"\\ud800\"",
    ]

    mutating func makeInput(_ random: inout Seeded) -> [UInt8] {
        // Messages are cheap and go deep; a connection costs a handshake.
        let way: Way =
            random.chance(90)
            ? random.pick([.ingest, .query, .serviceIngest, .serviceQuery]) : random.pick([.bytes, .greeting, .http])
        let seeds = PortSeeds.all(way)
        var bytes = random.pick(seeds)
        if way == .serviceIngest, random.chance(60), let answerable = store?.answerable, !answerable.isEmpty {
            let number = answerable.lowerBound + random.below(answerable.count)
            bytes = Array(random.pick(AnsweredChange(number).answers).joined(separator: [0x1f]))
        }
        // One that asks the same again under the same id has one answer.
        if bytes.starts(with: Self.question) {
            bytes.insert(contentsOf: String(random.below(1 << 30)).utf8, at: Self.question.count)
        }
        // What is little damaged, or not at all, goes deepest, and what services answer whole leads to more to answer.
        let damages = random.chance(50) ? random.below(2) : 1 + random.below(6)
        for _ in 0..<damages { ByteMutation.apply(&bytes, random.pick(seeds), Self.pieces, &random) }
        return [way.rawValue, UInt8(truncatingIfNeeded: random.next())] + bytes
    }

    mutating func run(_ input: [UInt8]) throws(Violation) {
        if store == nil { store = try FuzzedStore.start() }
        guard let store, input.count >= 2, let way = Way(rawValue: input[0] % UInt8(Way.allCases.count)) else { return }
        counts[Int(way.rawValue)] += 1
        try store.send(Array(input.dropFirst(2)), way, port: Int(input[1]))
        sinceLook += 1
        guard sinceLook >= Self.pace else { return }
        sinceLook = 0
        try store.look()
    }

    mutating func finish() throws(Violation) { try store?.finish() }
}
