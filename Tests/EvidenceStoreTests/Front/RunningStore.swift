import Access
import Foundation
import Messages
import ServiceKit
import ZeroMQ

@testable import EvidenceStore

/// A whole store in this process, on free ports, with a key for every role.
final class RunningStore {
    let store: StoreService
    let log = MemoryLog()
    let metrics = Metrics()
    let storeKeys: CurveKeyPair
    let keys: [String: CurveKeyPair]
    let list: PrincipalList
    private let directory: URL

    init(configure: (inout StoreSettings) -> Void = { _ in }) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        storeKeys = try CurveKeyPair.generate()
        var keys: [String: CurveKeyPair] = ["stranger": try CurveKeyPair.generate()]
        var list = PrincipalList()
        for (name, role, tenants) in [
            ("acme-ci", Role.integrator, ["acme"]), ("globex-ci", .integrator, ["globex"]),
            ("acme-audit", .auditor, ["acme"]), ("ops", .operator, []), ("checker", .configChecker, []),
            ("notifier", .notifier, []), ("registry", .policyRegistry, []),
        ] as [(String, Role, [String])] {
            let pair = try CurveKeyPair.generate()
            keys[name] = pair
            list.add(Principal(name: name, role: role, tenants: Set(tenants)), key: pair.publicKey.z85)
        }
        self.keys = keys
        self.list = list
        var settings = StoreSettings(directory: directory.path, keys: storeKeys, principals: list)
        configure(&settings)
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
