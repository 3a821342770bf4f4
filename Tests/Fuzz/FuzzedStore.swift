import Bus
import Foundation
import Installation
import TestSupport
import ZeroMQ

/// A store that runs, an integrator and services at its sockets, and what becomes of its memory and descriptors meanwhile.
final class FuzzedStore {
    private let installation: Installation
    private let program: Program
    private let ports: [UInt16]
    private let healthPort: UInt16
    private let context: Context
    private let integrator: FuzzedClient
    private let services: [FuzzedClient]
    /// Those to ZeroMQ's ports, and those to the health port.
    private var connections = FuzzedConnections()
    private var pages = FuzzedConnections()
    private var arrivals = FuzzedArrivals()
    private var samples: [Sample] = []
    private var inputs = 0
    /// Changes that were published so that services can answer them.
    private var changes = 0
    /// Those of them that the store has, of which the last are answered.
    private(set) var answerable = 0..<0

    /// What the store may hold more than after its first looks.
    private static let maximumGrowth = 192.0 * 1_048_576
    private static let maximumDescriptors = 200.0
    /// Changes to answer, between two looks.
    private static let changesOfLook = 32

    // After a violation what it wrote is left to look at.
    deinit { installation.stop(keep: true) }

    /// Starts one, and waits until it is ready and hears everybody.
    static func start() throws(Violation) -> FuzzedStore {
        let store: FuzzedStore
        do {
            store = try FuzzedStore()
        } catch {
            throw Violation("the store cannot be started: \(error)")
        }
        try store.waitUntilReady()
        for client in store.clients { try store.arrivals.begin(client, store.installation) }
        for _ in 0..<2 { try store.settle() }
        return store
    }

    private init() throws {
        // No limits: what is put off is not read, and what is not read is not tried.
        let limits = ["principal-messages", "principal-bytes", "tenant-messages", "tenant-bytes"].map { ($0, "0") }
        installation = try Installation(
            settings: [.evidenceStore: Dictionary(uniqueKeysWithValues: limits)]
        )
        program = try installation.start(.evidenceStore)
        let (outside, inside) = (installation.endpoints(.external), installation.endpoints(.internal))
        func port(_ endpoint: String) -> UInt16 { endpoint.split(separator: ":").last.flatMap { UInt16($0) } ?? 0 }
        ports = [outside.ingest, outside.feed, outside.query, inside.ingest, inside.feed, inside.query].map(port)
        healthPort = port(installation.healthEndpoint(.evidenceStore))
        let context = try Context(ioThreads: 1)
        self.context = context
        let installed = installation
        integrator = try FuzzedClient(installed, context, principal: "acme-ci", side: .external)
        services = try ["config-checker", "notifier"].map { name in
            try FuzzedClient(installed, context, principal: name, side: .internal)
        }
    }

    private var clients: [FuzzedClient] { [integrator] + services }

    func send(_ bytes: [UInt8], _ way: PortTarget.Way, port: Int) throws(Violation) {
        inputs += 1
        let parts = bytes.split(separator: 0x1f, omittingEmptySubsequences: false).prefix(64).map { Array($0) }
        switch way {
        // Half of them are given a moment to be read.
        case .bytes where port % 7 == 0, .greeting where port % 7 == 0, .http:
            pages.send(bytes, to: healthPort, patient: inputs % 2 == 0)
        case .bytes, .greeting: connections.send(bytes, to: ports[port % 7 - 1], patient: inputs % 2 == 0)
        case .ingest: try integrator.publish(parts)
        case .query: try integrator.ask(parts)
        case .serviceIngest: try services[port % services.count].publish(parts)
        case .serviceQuery: try services[port % services.count].ask(parts)
        }
    }

    /// Waits until the store has taken what was sent, so that no queue is ever full, and gives services more to answer.
    private func settle() throws(Violation) {
        try arrivals.settle(clients, connections, installation)
        answerable = max(0, changes - 2 * Self.changesOfLook)..<changes
        for _ in 0..<Self.changesOfLook {
            try integrator.publish(AnsweredChange(changes).change)
            changes += 1
        }
    }

    /// Sees that the process lives, answers and holds no more than before.
    func look() throws(Violation) {
        try waitUntilReady()
        try settle()
        let folder = "/proc/\(program.processIdentifier)/fd"
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
        samples.append((Double(inputs), Double(program.residentBytes), Double(descriptors)))
        // The first looks see it fill its buffers.
        guard samples.count > 10 else { return }
        let first = samples[9]
        let last = samples[samples.count - 1]
        guard last.resident - first.resident < Self.maximumGrowth else {
            throw Violation("the store grew from \(Int(first.resident) >> 20) to \(Int(last.resident) >> 20) MiB")
        }
        guard last.descriptors - first.descriptors < Self.maximumDescriptors else {
            throw Violation("the store holds \(Int(last.descriptors)) descriptors, after \(Int(first.descriptors))")
        }
    }

    private func waitUntilReady() throws(Violation) {
        let deadline = ContinuousClock.now + .seconds(9)
        repeat {
            guard program.isRunning else {
                let end = program.text.suffix(2_000)
                throw Violation("the store ended with \(program.terminationStatus) after \(inputs) inputs: \(end)")
            }
            if installation.page("readyz", .evidenceStore).hasPrefix("HTTP/1.1 200") { return }
            usleep(20_000)
        } while ContinuousClock.now < deadline
        throw Violation("the store does not say that it is ready any more, after \(inputs) inputs")
    }

    private typealias Sample = (inputs: Double, resident: Double, descriptors: Double)

    /// Growth for each million inputs, by the line nearest to what was seen after the first looks; and by that of the second half alone,
    /// for what fills up stands still there, and a leak goes on.
    private var growth: String {
        let now =
            samples.last.map { "\(Int($0.resident) >> 20) MiB, \(Int($0.descriptors)) descriptors" } ?? "nothing seen"
        let seen = samples.dropFirst(min(9, samples.count / 4))
        let late = growth(of: samples.dropFirst(samples.count / 2))
        return "store: \(now); per million inputs \(growth(of: seen)) more, in the second half \(late)"
    }

    private func growth(of seen: ArraySlice<Sample>) -> String {
        func slope(_ value: (Sample) -> Double) -> String {
            let count = Double(max(seen.count, 1))
            let (x, y) = (seen.map(\.inputs).reduce(0, +) / count, seen.map(value).reduce(0, +) / count)
            let above = seen.reduce(0) { $0 + ($1.inputs - x) * (value($1) - y) }
            let below = seen.reduce(0) { $0 + ($1.inputs - x) * ($1.inputs - x) }
            return (below == 0 ? 0 : above / below * 1_000_000).formatted(.number.precision(.fractionLength(1)))
        }
        return "\(slope { $0.resident / 1_048_576 }) MiB and \(slope(\.descriptors)) descriptors"
    }

    /// What arrived of what was sent, what the store made of it, and by what it grew.
    var figures: String { "\(arrivals.figures(clients, connections, pages)); \(growth)" }

    func finish() throws(Violation) {
        for client in clients { try client.wait(for: client.asked / 200, within: .seconds(12)) }
        try look()
        try arrivals.settle(clients, connections, installation)
        if let mistake = arrivals.mistake(clients, connections, pages) { throw Violation(mistake) }
        installation.stop()
    }
}
