import Access
import Glibc
import Messages
import TestSupport
import Testing
import Threading
import ZeroMQ

@testable import EvidenceStore

/// Connections that fail before ZAP is asked, at a whole store over loopback TCP.
@Suite("Connections without a key that counts here", .serialized, .timeLimit(.minutes(1)))
struct FailedHandshakeTests {
    /// What somebody comes with.
    enum Comer: String, CaseIterable, Sendable {
        case withoutKey, withAnotherStoresKey

        var reason: String {
            switch self {
            case .withoutKey: "no key"
            case .withAnotherStoresKey: "another store's key, or a handshake sent again"
            }
        }
    }

    /// The three sockets of one side.
    private func doors(_ domain: AccessDomain, _ running: RunningStore) -> [(kind: SocketKind, endpoint: String)] {
        let endpoints = domain == .external ? running.store.endpoints.external : running.store.endpoints.internal
        return [(.pub, endpoints.ingest), (.sub, endpoints.feed), (.dealer, endpoints.query)]
    }

    private func knock(_ comer: Comer, _ door: (kind: SocketKind, endpoint: String), in context: Context) throws
        -> Socket
    {
        let socket = try Socket(door.kind, in: context)
        try socket.set(.linger(0), .reconnect(interval: 5_000, max: 5_000))
        if comer == .withAnotherStoresKey {
            let other = try CurveKeyPair.generate().publicKey
            try socket.set(.curveKeys(try CurveKeyPair.generate()), .curveServerKey(other))
        }
        try socket.connect(door.endpoint)
        return socket
    }

    /// What the ledger has once it has so many, or after five seconds.
    private func attempts(_ count: Int64, _ running: RunningStore) throws -> [RefusedAccess] {
        var found: [RefusedAccess] = []
        let end = MonotonicClock.system.now() + .seconds(5)
        while found.reduce(0, { $0 + $1.count }) < count, MonotonicClock.system.now() < end {
            found += running.store.access.ledger.take(before: nil).flatMap(\.attempts)
            usleep(5_000)
        }
        return found
    }

    @Test(
        "each is counted for the record, at every socket, and the reason says what it lacks",
        arguments: [Comer.withAnotherStoresKey],
        AccessDomain.allCases
    )
    func recorded(comer: Comer, domain: AccessDomain) throws {
        let running = try RunningStore { $0.front.heartbeat = .milliseconds(20) }
        defer { running.stop() }
        let context = try Context(ioThreads: 1)
        for door in doors(domain, running) {
            let socket = try knock(comer, door, in: context)
            let found = try attempts(1, running)
            #expect(found.map(\.reason) == [comer.reason], "\(door.endpoint)")
            #expect(found.allSatisfy { $0.key == nil && $0.address.isEmpty && $0.domain == domain.rawValue })
            _ = consume socket
        }
        let metric = #"settei_store_connection_failures_total{what="handshake-protocol"}"#
        #expect(running.metric(metric) == 3)
        #expect(running.metric(#"settei_store_zap_total{verdict="refused"}"#) == 0, "ZAP was not asked")
    }

    @Test("a connection that says nothing is cut after the time of a handshake, at every socket")
    func silent() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let start = MonotonicClock.system.now()
        let silent = try AccessDomain.allCases.flatMap { doors($0, running) }.map { try client(of: $0.endpoint) }
        #expect(wait(for: Double(silent.count), of: Self.others, running))
        let milliseconds = (MonotonicClock.system.now() - start).nanoseconds / 1_000_000
        #expect((1_900...4_000).contains(milliseconds), "2 s, and what it takes to be counted")
        // Only what the store greeted with is left to read.
        for client in silent { while client.readLine() != nil {} }
        #expect(running.store.access.ledger.take(before: nil).isEmpty)
    }

    private static let others = #"settei_store_connection_failures_total{what="handshake-other"}"#

    private func client(of endpoint: String) throws -> LoopbackClient {
        try LoopbackClient(port: try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) }))
    }

    private func wait(for count: Double, of metric: String, _ running: RunningStore) -> Bool {
        let end = MonotonicClock.system.now() + .seconds(10)
        while running.metric(metric) < count, MonotonicClock.system.now() < end { usleep(5_000) }
        return running.metric(metric) == count
    }

    @Test("a probe that connects and goes is nobody who was turned away")
    func probe() throws {
        let running = try RunningStore { $0.front.heartbeat = .milliseconds(20) }
        defer { running.stop() }
        let endpoint = running.store.endpoints.external.query
        for _ in 0..<3 { _ = try client(of: endpoint) }
        #expect(wait(for: 3, of: Self.others, running))
        #expect(running.store.access.ledger.take(before: nil).isEmpty)
    }

    @Test("what libzmq may tell of a handshake has words, and few of them")
    func reasons() {
        let told = (UInt32(0)...0x18).map { ProtocolError(rawValue: 0x1000_0000 + $0).reason }
        #expect(Set(told).count == 4)
        #expect(ProtocolError(rawValue: 0x1100_0002).reason == "no key")
        #expect(ProtocolError(rawValue: 0x2000_0001).reason == "a failed handshake", "of ZAP, not of the peer")
    }
}
