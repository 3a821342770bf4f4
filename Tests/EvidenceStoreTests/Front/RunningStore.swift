import Access
import Diagnostics
import Foundation
import Messages
import ServiceKit
import ZeroMQ

@testable import EvidenceStore

/// A whole store in this process, on free ports, with a key for every role.
final class RunningStore {
    private(set) var store: StoreService
    let log = MemoryLog()
    private(set) var metrics = Metrics()
    let storeKeys: CurveKeyPair
    let keys: [String: CurveKeyPair]
    let list: PrincipalList
    private let directory: URL
    private let settings: StoreSettings

    /// - Parameter limits: of principals, as their entries in `principals.yaml` say.
    init(limits: [String: FlowLimits] = [:], configure: (inout StoreSettings) -> Void = { _ in }) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        storeKeys = try CurveKeyPair.generate()
        var keys: [String: CurveKeyPair] = ["stranger": try CurveKeyPair.generate()]
        var entries = ["principals:"]
        for (name, role, tenants) in [
            ("acme-ci", Role.integrator, ["acme"]), ("globex-ci", .integrator, ["globex"]),
            ("acme-audit", .auditor, ["acme"]), ("ops", .operator, []), ("checker", .configChecker, []),
            ("notifier", .notifier, []), ("registry", .policyRegistry, []),
        ] as [(String, Role, [String])] {
            let pair = try CurveKeyPair.generate()
            keys[name] = pair
            let principal = Principal(name: name, role: role, tenants: Set(tenants), limits: limits[name])
            entries.append("  " + PrincipalListText.entry(principal, key: pair.publicKey.z85))
        }
        let sink = DiagnosticSink()
        guard let list = PrincipalListText(entries.joined(separator: "\n"), file: "principals.yaml", into: sink)?.list
        else { throw sink.diagnostics }
        self.keys = keys
        self.list = list
        var settings = StoreSettings(directory: directory.path, keys: storeKeys, principals: list)
        configure(&settings)
        self.settings = settings
        store = try StoreService(settings, log: Log(service: "test", to: log), metrics: metrics)
    }

    /// Stops the store and starts it again on what it wrote down, on other ports.
    func restart() throws {
        store.stop()
        metrics = Metrics()
        store = try StoreService(settings, log: Log(service: "test", to: log), metrics: metrics)
    }

    /// A client with the key of `name`; of a stranger at the external side unless said otherwise.
    func client(_ name: String, side: AccessDomain? = nil, sender: String = MessageSample.sender) throws -> RawClient {
        let domain = side ?? list.byName[name]?.role.domain ?? .external
        let endpoints = domain == .external ? store.endpoints.external : store.endpoints.internal
        guard let pair = keys[name] else { throw StoreFailure(description: "no key \(name)") }
        return try RawClient(endpoints, keys: pair, store: storeKeys.publicKey, sender: sender)
    }

    /// The value of a metric's line.
    func metric(_ line: String) -> Double {
        let prefix = line + " "
        let found = metrics.exposition.split(separator: "\n").first { $0.hasPrefix(prefix) }
        return found.flatMap { Double($0.dropFirst(prefix.count)) } ?? 0
    }

    func stop() {
        store.stop()
        try? FileManager.default.removeItem(at: directory)
    }
}
