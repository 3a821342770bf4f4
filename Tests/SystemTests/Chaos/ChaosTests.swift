import Foundation
import Installation
import TestSupport
import Testing

/// What happens to every installation some day, done on purpose.
///
/// Short here; with `SETTEI_CHAOS=full`, as `deploy/test --chaos` sets it, at full length.
@Suite("Chaos", .serialized, .timeLimit(.minutes(60)))
struct ChaosTests {
    static let isFull = ProcessInfo.processInfo.environment["SETTEI_CHAOS"] == "full"
    /// SIGKILLs of services and replicas.
    static let kills =
        ProcessInfo.processInfo.environment["SETTEI_CHAOS_KILLS"].flatMap { Int($0) } ?? (isFull ? 1_000 : 40)

    @Test("services and replicas are killed in any order, again and again, under load")
    func kills() async throws {
        let faults = try await run("kills") { run in
            try await run.killAtRandom(times: Self.kills)
            // At full length each service does, in a test of its own.
            guard !Self.isFull else { return }
            for service in [Installation.Service.configChecker, .notifier] {
                try await run.stand(still: service, for: .seconds(2))
            }
        }
        #expect(faults == [])
    }

    @Test(
        "the same with the journal in a database, which is killed too",
        .enabled(if: PostgresServer.unavailable == nil, "PostgreSQL 15 is not installed")
    )
    func database() async throws {
        let server = try await aside { try PostgresServer() }
        defer { server.stop() }
        let journal = try await aside { try server.makeDatabase() }
        let run = try ChaosRun("database", try Self.installation(journal: journal))
        let faults = try await run.run { run in try await run.killAtRandom(times: Self.kills / 2, server) }
        #expect(faults == [])
    }

    @Test(
        "the active store is cut off from its database without a word: it falls silent, and everybody goes to the other one",
        .enabled(if: PostgresServer.unavailable == nil && isFull, "half a minute: deploy/test --chaos")
    )
    func cutOff() async throws {
        let server = try await aside { try PostgresServer() }
        defer { server.stop() }
        let relay = try TCPRelay()
        defer { relay.stop() }
        relay.target(server.port)
        let installation = try Self.installation(journal: try await aside { try server.makeDatabase() }, stores: 2)
        let own = installation.journal.replacingOccurrences(of: ":\(server.port)/", with: ":\(relay.port)/")
        installation.set(["journal": own], for: .evidenceStore, replica: 0)
        let faults = try await ChaosRun("cut off", installation).run { try await $0.cutOff(by: relay) }
        #expect(faults == [])
    }

    @Test("an integrator's program is killed in the middle, again and again, and started again")
    func integrator() async throws {
        let faults = try await run("integrator") { run in
            try await run.killIntegrator(times: Self.isFull ? 50 : 5, changes: Self.isFull ? 3_000 : 500)
        }
        #expect(faults == [])
    }

    @Test(
        "each service stands still, and goes on where it was",
        .enabled(if: isFull, "takes minutes: deploy/test --chaos")
    )
    func stops() async throws {
        let faults = try await run("stops") { run in
            for service in Installation.Service.allCases { try await run.stand(still: service, for: .seconds(30)) }
        }
        #expect(faults == [])
    }

    @Test("the network delays, stalls and cuts what services and integrators say")
    func relay() async throws {
        let network = try RelayedNetwork()
        defer { network.stop() }
        let installation = try Self.installation(network.settings)
        network.connect(to: installation)
        let run = try ChaosRun("network", installation, endpoints: network.external)
        let faults = try await run.run { run in
            for trouble in RelayedNetwork.troubles(isFull: Self.isFull) {
                try await run.suffer(trouble, of: network)
            }
        }
        #expect(faults == [])
    }

    @Test(
        "the power fails again and again: what has a receipt was on the disk",
        .enabled(if: ForgetfulDisk.unavailable == nil, Comment(rawValue: ForgetfulDisk.unavailable ?? ""))
    )
    func power() async throws {
        let faults = try await run("power", on: try ForgetfulDisk()) { run, disk in
            for _ in 0..<(Self.isFull ? 20 : 2) { try await run.cutPower(of: disk) }
        }
        #expect(faults == [])
    }

    @Test(
        "the disk is full, read-only, fails or is slow, and is well again",
        .enabled(if: ForgetfulDisk.unavailable == nil, Comment(rawValue: ForgetfulDisk.unavailable ?? ""))
    )
    func disk() async throws {
        let faults = try await run("disk", on: try ForgetfulDisk()) { run, disk in
            let time = Duration.seconds(Self.isFull ? 30 : 1)
            for ailment in [ForgetfulDisk.Ailment.full, .readOnly, .unsynchronisable] {
                try await run.suffer(ailment, of: disk, for: time)
            }
            try await run.slow(disk, milliseconds: 200, for: time)
        }
        #expect(faults == [])
    }

    @Test(
        "clocks go an hour forward and back while everything runs",
        .enabled(if: SteppedClock.unavailable == nil, Comment(rawValue: SteppedClock.unavailable ?? ""))
    )
    func clocks() async throws {
        let clock = try SteppedClock()
        defer { clock.remove() }
        let run = try ChaosRun("clocks", try Self.installation(programs: try clock.programs))
        let faults = try await run.run { run in
            for hours in [Int64(1), -1, 0] { try await run.step(clock, hours: hours) }
        }
        #expect(faults == [])
    }

    @Test(
        "networks part, and the store's name gets another address",
        .enabled(
            if: Namespaces.unavailable == nil && isFull,
            "hosts of its own need root; minutes: deploy/test --chaos"
        )
    )
    func partitions() async throws {
        let hosts = try Namespaces()
        defer { hosts.remove() }
        let installation = try Self.installation(programs: hosts.programs, hosts: hosts.hosts)
        let run = try ChaosRun("partitions", installation, endpoints: hosts.external(installation))
        let faults = try await run.run { run in
            for host in Namespaces.Host.allCases { try await run.part(host, of: hosts, for: .seconds(30)) }
            try await run.move(hosts)
        }
        #expect(faults == [])
    }

    // MARK: Running

    private func run(_ name: String, _ disturb: (ChaosRun) async throws -> Void) async throws -> [String] {
        try await ChaosRun(name, try Self.installation()).run(disturb)
    }

    private func run(
        _ name: String,
        on disk: ForgetfulDisk,
        _ disturb: (ChaosRun, ForgetfulDisk) async throws -> Void
    ) async throws -> [String] {
        let directory = URL(filePath: disk.mountPoint).appending(path: "settei")
        let run = try ChaosRun(name, try Self.installation(directory: directory))
        let faults = try await run.run { try await disturb($0, disk) }
        if faults.isEmpty { disk.remove() }
        return faults
    }

    static func installation(
        _ settings: [Installation.Service: [String: String]] = [:],
        programs: [Installation.Service: [String]] = [:],
        journal: String? = nil,
        stores: Int = 1,
        directory: URL? = nil,
        hosts: Installation.Hosts = .loopback
    ) throws -> Installation {
        try Installation(
            integrators: ChaosRun.principals,
            tenants: ChaosRun.tenants,
            journal: journal,
            settings: ChaosRun.settings.merging(settings) { $0.merging($1) { $1 } },
            programs: programs,
            knownStores: stores,
            directory: directory,
            hosts: hosts
        )
    }
}
