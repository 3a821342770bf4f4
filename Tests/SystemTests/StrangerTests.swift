import Bus
import Foundation
import Installation
import TestSupport
import Testing
import ZeroMQ

@Suite("Who may connect to the built store", .serialized, .timeLimit(.minutes(1)))
struct StrangerTests {
    /// One of the six sockets.
    struct Door: Sendable {
        let name: String
        let isInternal: Bool
        let kind: SocketKind
        let endpoint: String
    }

    /// With which key a client comes.
    enum Key: String, CaseIterable, Sendable {
        case none, stranger, integrator = "acme-ci", `operator`, checker = "config-checker", wrongStore

        func mayEnter(_ door: Door) -> Bool {
            switch self {
            case .none, .stranger, .wrongStore: false
            case .integrator, .operator: !door.isInternal
            case .checker: door.isInternal
            }
        }
    }

    @Test("nobody without a known key gets anything on any of the six sockets, nobody gets what is not for their role")
    func doors() async throws {
        let installation = try Installation()
        defer { installation.stop() }
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        for door in doors(of: installation) {
            for key in Key.allCases {
                let heard = try knock(door, key, installation)
                #expect(heard.entered == key.mayEnter(door), "\(key.rawValue) at \(door.name)")
                if !key.mayEnter(door) { #expect(!heard.got, "\(key.rawValue) was told something at \(door.name)") }
                if key.mayEnter(door), door.kind != .pub { #expect(heard.got, "\(key.rawValue) at \(door.name)") }
            }
        }
        let refused = installation.metric(
            "settei_store_connection_failures_total{what=\"handshake-auth\"}",
            of: .evidenceStore
        )
        #expect(refused > 0, "refused keys are counted")
        #expect(try RawClient(installation).sender.count == 32, "the store still serves")
    }

    private func doors(of installation: Installation) -> [Door] {
        [false, true].flatMap { isInternal in
            let endpoints = installation.endpoints(isInternal ? .internal : .external)
            let side = isInternal ? "internal" : "external"
            return [
                Door(name: "\(side) ingest", isInternal: isInternal, kind: .pub, endpoint: endpoints.ingest),
                Door(name: "\(side) feed", isInternal: isInternal, kind: .sub, endpoint: endpoints.feed),
                Door(name: "\(side) query", isInternal: isInternal, kind: .dealer, endpoint: endpoints.query),
            ]
        }
    }

    /// Connects, asks for everything, and listens for a while.
    private func knock(_ door: Door, _ key: Key, _ installation: Installation) throws -> (entered: Bool, got: Bool) {
        let context = try Context(ioThreads: 1)
        let socket = try Socket(door.kind, in: context)
        var monitor = try Monitor(of: socket, in: context)
        try socket.set(.linger(0), .receiveTimeout(50))
        if key != .none {
            let name = key == .wrongStore ? "acme-ci" : key.rawValue
            let store = try CurveKeyFile.publicKey(
                at: installation.path(key == .wrongStore ? "keys/stranger.pub" : "keys/store.pub")
            )
            let pair = try CurveKeyFile.pair(at: installation.path("keys/\(name).key"))
            try socket.set(.curveKeys(pair), .curveServerKey(store))
        }
        if door.kind == .sub { try socket.subscribe("") }
        try socket.connect(door.endpoint)
        if door.kind == .dealer { try socket.send(#"{"id":"q","op":"hello","deadlineMilliseconds":1000}"#) }
        var heard = (entered: false, got: false)
        var frames = Frames(capacity: 4)
        let isExpected = key.mayEnter(door)
        let deadline = ContinuousClock.now + (isExpected ? .seconds(5) : .milliseconds(400))
        while ContinuousClock.now < deadline {
            while let event = try monitor.next() { if event.kind == .handshakeSucceeded { heard.entered = true } }
            if door.kind == .pub {
                usleep(10_000)
            } else if try socket.receiveWaiting(into: &frames) {
                heard.got = true
            }
            if isExpected, heard.entered, heard.got || door.kind == .pub { break }
        }
        // A socket must be closed before its monitor.
        _ = consume socket
        return heard
    }
}
