import Bus
import Foundation
import Installation
import Messages
import TestSupport

/// A whole installation under load, which is disturbed, heals, and is judged.
final class ChaosRun {
    /// Replicas of a service that run.
    static let replicas: [Installation.Service: Int] = [.configChecker: 3, .notifier: 2]
    /// How soon after the end of a cause everything must work again: 10 s, where nothing else keeps the machine busy.
    static let healing = Duration.seconds(ChaosTests.isFull ? 10 : 30)

    let installation: Installation
    let load: SteadyLoad
    private(set) var faults: [String] = []
    /// Where the programs are that the journal is judged with; nil for those that are tested.
    var programs: URL?
    /// What is told at the end: how often what was done.
    private var counts: [(what: String, count: Int)] = []
    private let name: String
    private var prober: Prober
    /// Where integrators and operators connect; nil for the store's own sockets.
    private var endpoints: BusConfiguration.Endpoints?
    private var longest = Duration.zero
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - installation: not started yet, with the principals of ``principals``.
    ///   - endpoints: where integrators connect; nil for the store's own sockets.
    init(
        _ name: String,
        _ installation: Installation,
        endpoints: BusConfiguration.Endpoints? = nil,
        perSecond: Int = 100
    ) throws {
        self.name = name
        self.endpoints = endpoints
        self.installation = installation
        load = SteadyLoad(try installation.client("acme-ci", endpoints: endpoints), perSecond: perSecond)
        prober = try Self.prober(installation, endpoints)
    }

    /// Who publishes, with their tenants.
    static let principals = ["acme-ci": SteadyLoad.tenants, "probe-ci": [Prober.tenant]]

    /// Profiles of all tenants.
    static var tenants: [String: String] {
        let names = SteadyLoad.tenants + [Prober.tenant]
        return Dictionary(
            uniqueKeysWithValues: names.map {
                ("\($0).yaml", Installation.acme.replacingOccurrences(of: "id: acme", with: "id: \($0)"))
            }
        )
    }

    /// Settings under which a first import is told soon.
    static let settings: [Installation.Service: [String: String]] = [
        .evidenceStore: ["import-quiet-time": "1s", "log-level": "warning"], .notifier: ["log-level": "warning"],
        .configChecker: ["log-level": "warning"], .policyRegistry: ["log-level": "warning"],
    ]

    /// Every replica that runs.
    var everybody: [(service: Installation.Service, replica: Int)] {
        Installation.Service.allCases.flatMap { service in (0..<replicas(of: service)).map { (service, $0) } }
    }

    /// How many replicas of a service run.
    func replicas(of service: Installation.Service) -> Int {
        service == .evidenceStore ? installation.knownStores : Self.replicas[service, default: 1]
    }

    /// Starts everything and the load, disturbs it, judges it and tells what came of it; the faults are what is returned.
    func run(_ disturb: (ChaosRun) async throws -> Void) async throws -> [String] {
        do {
            try await installation.startAll(within: .seconds(60))
            try startAgain()
            load.start()
            try await heal("the start", within: .seconds(60))
            longest = .zero
            try await disturb(self)
            try await judge()
        } catch {
            faults.append("\(error)")
        }
        tell()
        installation.stop(keep: !faults.isEmpty)
        if !faults.isEmpty { faults.append("kept: \(installation.directory.path)") }
        return faults
    }

    /// Notes what was done.
    func count(_ what: String, _ times: Int = 1) {
        if let index = counts.firstIndex(where: { $0.what == what }) {
            counts[index].count += times
        } else {
            counts.append((what, times))
        }
    }

    /// Says what should not be.
    func fault(_ text: String) { faults.append(text) }

    /// Has integrators and operators use other addresses from now on.
    func use(_ endpoints: BusConfiguration.Endpoints) async throws {
        self.endpoints = endpoints
        await load.use(try installation.client("acme-ci", endpoints: endpoints))
        await prober.stop()
        prober = try Self.prober(installation, endpoints, after: prober)
    }

    private static func prober(
        _ installation: Installation,
        _ endpoints: BusConfiguration.Endpoints?,
        after other: Prober? = nil
    ) throws -> Prober {
        Prober(
            publisher: try installation.client("probe-ci", endpoints: endpoints),
            auditor: try installation.client("operator", endpoints: endpoints),
            after: other
        )
    }

    /// Starts whoever does not run.
    func startAgain() throws {
        for (service, replica) in everybody { try installation.start(service, replica: replica) }
    }

    /// The end of a cause: from now until a new change has been told to its customer.
    ///
    /// Time that the host gave to others does not count.
    func heal(_ cause: String, within limit: Duration = ChaosRun.healing) async throws {
        let host = HostWatch()
        guard let time = try await prober.probe(within: .seconds(60)) else {
            faults.append("\(cause): nothing works a minute after its end")
            return
        }
        let stolen = host.stolen
        let own = max(time - stolen, .zero)
        longest = max(longest, own)
        say("\(cause): healed after \(own)\(stolen > .milliseconds(100) ? ", without \(stolen) that was stolen" : "")")
        if own > limit { faults.append("\(cause): healed after \(own), not within \(limit)") }
    }

    /// Waits until the load has another so many receipts; a disturbance of something that is idle says nothing.
    func waitForReceipts(_ count: Int) async {
        let (load, before) = (load, load.receiptedCount)
        guard await waitUntil(limit: .seconds(20), { load.receiptedCount >= before + count }) else {
            return fault("only \(load.receiptedCount - before) receipts in 20 s, not \(count)")
        }
    }

    func say(_ text: String) { FileHandle.standardError.write(Data("\(name): \(text)\n".utf8)) }

    private func judge() async throws {
        try startAgain()
        if await !load.end(within: .seconds(90)) {
            faults.append("\(load.published.count - load.receiptedCount) have no receipt a minute and a half later")
        }
        faults += load.faults.map { "a publisher was told: \($0)" }
        let judge = Judge(
            installation: installation,
            receipted: load.receipted,
            published: load.published,
            programs: programs
        )
        faults += try await judge.faultsOfJournal(at: endpoints, within: .seconds(120))
        await prober.stop()
        faults += try judge.faultsOfEvidence()
    }

    private func tell() {
        let done = counts.map { "\($0.count) \($0.what)" }.joined(separator: ", ")
        say(
            """
            \(done.isEmpty ? "" : done + "; ")\(load.published.count) changes, \(load.receiptedCount) receipts, healed after at most \
            \(longest), \(faults.isEmpty ? "nothing wrong" : "WRONG: \(faults)"), \(ContinuousClock.now - start)
            """
        )
    }
}
