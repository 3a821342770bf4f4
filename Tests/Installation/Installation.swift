public import Bus
public import Foundation
import Synchronization
import TestSupport
import ZeroMQ

/// A whole Settei on this machine: a directory, keys and ports of its own, run from the built programs.
public final class Installation: Sendable {
    /// The services, by the names of their programs.
    public enum Service: String, CaseIterable, Sendable {
        case evidenceStore = "evidence-store"
        case policyRegistry = "policy-registry"
        case configChecker = "config-checker"
        case notifier
    }

    /// Under which names the store is reached.
    public struct Hosts: Sendable {
        /// The address that the store binds.
        public var bind: String
        /// What the other services connect to.
        public var services: String

        /// Everybody on this machine.
        public static let loopback = Hosts(bind: "127.0.0.1", services: "127.0.0.1")

        /// Takes both.
        public init(bind: String, services: String) {
            self.bind = bind
            self.services = services
        }
    }

    /// Everything lies here; removed by ``stop()``.
    public let directory: URL
    /// Where the journal is: a directory of this installation, or a database's URL.
    public let journal: String
    private let ports: [Int]
    private let settings: [Service: [String: String]]
    private let programs: [Service: [String]]
    private let known: (stores: Int, keys: [String])
    /// How many stores, which stand by each other, services and clients know.
    public var knownStores: Int { known.stores }
    private let hosts: Hosts
    private let running = Mutex<[String: Program]>([:])
    /// Where the programs of other releases are, by replica.
    private let folders = Mutex<[String: URL]>([:])
    /// What a replica is told in the place of what its service is.
    private let own = Mutex<[String: [String: String]]>([:])

    /// Makes keys, principals and folders; starts nothing.
    ///
    /// - Parameters:
    ///   - integrators: whose keys are made besides the services' and an operator's, with their tenants.
    ///   - auditors: whose keys are made too, with their tenants.
    ///   - policies: a folder of packs; nil for those of `deploy/policies`.
    ///   - tenants: profiles by file name, as YAML.
    ///   - journal: a database's URL; nil for a directory of its own. Keys are in files of this installation either way.
    ///   - settings: further settings by service.
    ///   - programs: what to start in the place of a service: a path, and what stands before the flags.
    ///   - knownStores: how many stores, which stand by each other, services and clients know.
    ///   - storeKeys: which of the keys in `keys` services and clients take for the store's; those but `store` are made too.
    ///   - directory: where everything lies, made here; nil for a temporary one.
    ///   - hosts: where the store is, for services that run elsewhere.
    public init(
        integrators: [String: [String]] = ["acme-ci": ["acme"]],
        auditors: [String: [String]] = [:],
        policies: URL? = nil,
        tenants: [String: String] = ["acme.yaml": Installation.acme],
        journal: String? = nil,
        settings: [Service: [String: String]] = [:],
        programs: [Service: [String]] = [:],
        knownStores: Int = 1,
        storeKeys: [String] = ["store"],
        directory: URL? = nil,
        hosts: Hosts = .loopback
    ) throws {
        self.hosts = hosts
        let directory =
            directory ?? FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        self.directory = directory
        self.settings = settings
        self.programs = programs
        known = (knownStores, storeKeys)
        self.journal = journal ?? directory.appending(path: "journal").path
        ports = Ports.free(Self.storePorts + 4 * 4)
        for folder in ["keys", "journal", "policies", "tenants", "secrets", "notifications", "logs"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: folder),
                withIntermediateDirectories: true
            )
        }
        try makeKeys(integrators, auditors)
        let packs = policies ?? Corpora.package.appending(path: "deploy/policies")
        for pack in try FileManager.default.contentsOfDirectory(at: packs, includingPropertiesForKeys: nil)
        where pack.pathExtension == "yaml" {
            let copy = directory.appending(path: "policies/\(pack.lastPathComponent)")
            try FileManager.default.copyItem(at: pack, to: copy)
        }
        // What the intents of rules mean lies beside the packs.
        let intents = packs.appending(path: "intents")
        if FileManager.default.fileExists(atPath: intents.path) {
            try FileManager.default.copyItem(at: intents, to: directory.appending(path: "policies/intents"))
        }
        for (name, text) in tenants { try write(text, to: "tenants/\(name)") }
    }

    private func makeKeys(_ integrators: [String: [String]], _ auditors: [String: [String]]) throws {
        let keys = directory.appending(path: "keys").path
        var list = "principals:\n"
        func make(_ name: String, role: String?, tenants: [String] = []) throws {
            let pair = try CurveKeyPair.generate()
            try CurveKeyFile.write(pair, named: name, in: keys)
            guard let role else { return }
            let of = tenants.isEmpty ? "" : ", tenants: [\(tenants.joined(separator: ", "))]"
            list += "  - { name: \(name), role: \(role)\(of), key: \"\(pair.publicKey.z85)\" }\n"
        }
        for name in Set(known.keys).union(["store"]).sorted() { try make(name, role: nil) }
        for service in Service.allCases.dropFirst() { try make(service.rawValue, role: service.rawValue) }
        try make("operator", role: "operator")
        try make("stranger", role: nil)
        for (role, principals) in [("integrator", integrators), ("auditor", auditors)] {
            for (name, tenants) in principals.sorted(by: { $0.key < $1.key }) {
                try make(name, role: role, tenants: tenants)
            }
        }
        try write(list, to: "keys/principals.yaml")
    }

    /// Writes a file below ``directory``.
    public func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: directory.appending(path: path), options: .atomic)
    }

    /// Stores that may stand by each other, with six ports each.
    private static let stores = 2
    private static let storePorts = stores * 6

    /// The six endpoints of a store: external ingest, feed, query, then internal.
    ///
    /// - Parameter host: where they are looked for.
    public func endpoints(_ side: BusConfiguration.Side, store: Int = 0, host: String = "127.0.0.1")
        -> BusConfiguration.Endpoints
    {
        let first = store * 6 + (side == .external ? 0 : 3)
        return BusConfiguration.Endpoints(
            ingest: "tcp://\(host):\(ports[first])",
            feed: "tcp://\(host):\(ports[first + 1])",
            query: "tcp://\(host):\(ports[first + 2])"
        )
    }

    /// The path of a file below ``directory``.
    public func path(_ name: String) -> String { directory.appending(path: name).path }

    private func healthPort(_ service: Service, _ replica: Int) -> Int {
        ports[Self.storePorts + (Service.allCases.firstIndex(of: service) ?? 0) * 4 + replica]
    }

    /// The flags with which a replica of a service is started.
    public func arguments(_ service: Service, replica: Int = 0) -> [String] {
        var flags = ["health-port": "\(healthPort(service, replica))"]
        if service == .evidenceStore {
            let outside = endpoints(.external, store: replica, host: hosts.bind)
            let inside = endpoints(.internal, store: replica, host: hosts.bind)
            flags.merge(journalFlags) { $1 }
            flags.merge([
                "key": path("keys/store.key"), "principals": path("keys/principals.yaml"),
                "external-ingest": outside.ingest, "external-feed": outside.feed, "external-query": outside.query,
                "internal-ingest": inside.ingest, "internal-feed": inside.feed, "internal-query": inside.query,
            ]) { $1 }
        } else {
            flags.merge(addresses(.internal, host: hosts.services)) { $1 }
            flags["key"] = path("keys/\(service.rawValue).key")
            flags["store-key"] = storeKeyFiles
        }
        if service == .policyRegistry {
            flags.merge(["policies": path("policies"), "tenants": path("tenants")]) { $1 }
        }
        if service == .notifier {
            flags.merge(["secrets": path("secrets"), "directory": path("notifications")]) { $1 }
        }
        flags.merge(settings[service] ?? [:]) { $1 }
        flags.merge(own.withLock { $0["\(service.rawValue)-\(replica)"] } ?? [:]) { $1 }
        return flags.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] }
    }

    /// Where services and clients look for the store: the settings ingest, feed and query.
    private func addresses(_ side: BusConfiguration.Side, host: String = "127.0.0.1") -> [String: String] {
        let stores = (0..<known.stores).map { endpoints(side, store: $0, host: host) }
        func list(_ socket: (BusConfiguration.Endpoints) -> String) -> String {
            stores.map(socket).joined(separator: ",")
        }
        return ["ingest": list(\.ingest), "feed": list(\.feed), "query": list(\.query)]
    }

    private var storeKeyFiles: String { known.keys.map { path("keys/\($0).pub") }.joined(separator: ",") }

    /// Where the journal and its keys are, as the store and its tools are told it.
    public var journalFlags: [String: String] {
        [
            "journal": journal, "keystore": path("journal-keys/keystore.sqlite"),
            "master-key": path("journal-keys/master.key"), "signing-key": path("journal-keys/signing.key"),
        ]
    }

    /// Runs a tool of the evidence-store's on this journal, to its end.
    public func tool(_ words: String...) throws -> (status: Int32, output: String, error: String) { try tool(words) }

    /// Runs a tool of the evidence-store's on this journal, to its end.
    ///
    /// - Parameter folder: where the programs of another release are; nil for those that are tested.
    public func tool(_ words: [String], of folder: URL? = nil) throws -> (
        status: Int32, output: String, error: String
    ) {
        let program = folder?.appending(path: "evidence-store").path ?? "evidence-store"
        return try Program.run(program, words + journalFlags.sorted { $0.key < $1.key }.map { "--\($0)=\($1)" })
    }

    /// Has a replica run the programs of another release from its next start on.
    public func use(_ folder: URL, for service: Service, replica: Int = 0) {
        folders.withLock { $0["\(service.rawValue)-\(replica)"] = folder }
    }

    /// Gives a replica settings of its own from its next start on.
    public func set(_ settings: [String: String], for service: Service, replica: Int = 0) {
        own.withLock { $0["\(service.rawValue)-\(replica)"] = settings }
    }

    /// Starts a replica, 0 to 3 (of the store 0 or 1), of a service; one that runs already is left alone.
    @discardableResult
    public func start(_ service: Service, replica: Int = 0) throws -> Program {
        let name = "\(service.rawValue)-\(replica)"
        if let program = running.withLock({ $0[name] }), program.isRunning { return program }
        let path = folders.withLock { $0[name] }?.appending(path: service.rawValue).path ?? service.rawValue
        let command = programs[service] ?? [path]
        let program = try Program(
            command[0],
            command.dropFirst() + arguments(service, replica: replica),
            log: directory.appending(path: "logs/\(name).log")
        )
        running.withLock { $0[name] = program }
        return program
    }

    /// Starts all four services and waits until each says that it is ready.
    public func startAll(within limit: Duration = .seconds(30)) async throws {
        do {
            for service in Service.allCases { try start(service) }
            for service in Service.allCases { try await waitUntilReady(service, within: limit) }
        } catch {
            // Whoever gets an error has nothing to stop.
            stop(keep: true)
            throw error
        }
    }

    /// The running replica of a service.
    public func program(_ service: Service, replica: Int = 0) -> Program? {
        running.withLock { $0["\(service.rawValue)-\(replica)"] }
    }

    /// Waits until a service's `/readyz` says so.
    public func waitUntilReady(_ service: Service, replica: Int = 0, within limit: Duration = .seconds(30)) async throws
    {
        let ready = await waitUntil(limit: limit) { await self.isReady(service, replica: replica) }
        guard ready else {
            let log = program(service, replica: replica)?.text.suffix(4_000) ?? "never started"
            throw InstallationError(description: "\(service.rawValue) is not ready after \(limit):\n\(log)")
        }
    }

    /// Whether a service's `/readyz` says so now.
    public func isReady(_ service: Service, replica: Int = 0) async -> Bool {
        // On a host of its own it is asked there, as a container's health check does.
        if let command = programs[service], command.contains("netns") {
            let words = command.dropFirst() + ["--healthcheck", "--health-port", "\(healthPort(service, replica))"]
            return (try? await aside { try Program.run(command[0], Array(words)) })?.status == 0
        }
        return get("readyz", service, replica: replica)?.hasPrefix("HTTP/1.1 200") == true
    }

    /// A service's metrics, as Prometheus text.
    public func metrics(_ service: Service, replica: Int = 0) -> String { page("metrics", service, replica: replica) }

    /// A page of a service's health endpoint with its status line; empty where nobody answers.
    public func page(_ page: String, _ service: Service, replica: Int = 0) -> String {
        get(page, service, replica: replica) ?? ""
    }

    /// Where a service's health endpoint is.
    public func healthEndpoint(_ service: Service, replica: Int = 0) -> String {
        "http://127.0.0.1:\(healthPort(service, replica))"
    }

    private func get(_ page: String, _ service: Service, replica: Int) -> String? {
        guard let client = try? LoopbackClient(port: UInt16(healthPort(service, replica))) else { return nil }
        client.write("GET /\(page) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        var lines: [String] = []
        while let line = client.readLine() { lines.append(line) }
        return lines.joined(separator: "\n")
    }

    /// A client with the key of `principal`; services' keys connect to the internal sockets.
    ///
    /// - Parameters:
    ///   - store: to which store; nil for whichever of the known ones serves.
    ///   - reconnect: milliseconds between tries to connect; nil for those of production.
    ///   - endpoints: where it connects; nil for the store's own sockets.
    public func client(
        _ principal: String,
        store: Int? = nil,
        reconnect: (first: Int, longest: Int)? = nil,
        endpoints other: BusConfiguration.Endpoints? = nil
    ) throws -> BusClient {
        let side: BusConfiguration.Side = Service(rawValue: principal) == nil ? .external : .internal
        let stores = store.map { [$0] } ?? Array(0..<known.stores)
        var configuration = BusConfiguration(
            service: principal,
            stores: other.map { [$0] } ?? stores.map { endpoints(side, store: $0) },
            side: side,
            storeKeys: try known.keys.map { try CurveKeyFile.publicKey(at: path("keys/\($0).pub")) },
            keys: try CurveKeyFile.pair(at: path("keys/\(principal).key"))
        )
        if let reconnect { configuration.reconnectMilliseconds = reconnect }
        return try BusClient(configuration)
    }

    /// What the command line needs to know to connect as `principal`.
    public func environment(_ principal: String) -> [String: String] {
        let outside = addresses(.external)
        return [
            "SETTEI_INGEST": outside["ingest"] ?? "", "SETTEI_FEED": outside["feed"] ?? "",
            "SETTEI_QUERY": outside["query"] ?? "",
            "SETTEI_KEY": path("keys/\(principal).key"), "SETTEI_STORE_KEY": storeKeyFiles,
            "SETTEI_OUTBOX": path("outbox-\(principal)"),
        ]
    }

    /// Ends all programs, and removes the directory unless something failed.
    public func stop(keep: Bool = false) {
        let programs = running.withLock { running in
            defer { running = [:] }
            return Array(running.values)
        }
        for program in programs where program.isRunning { program.signal(SIGTERM) }
        for program in programs { program.stop(within: .seconds(10)) }
        if !keep { try? FileManager.default.removeItem(at: directory) }
    }

    /// A tenant that is told into a directory, in Japanese.
    public static let acme = """
        apiVersion: settei/v1
        kind: Tenant
        id: acme
        name: { en: Acme Corporation, ja: アクメ株式会社 }
        language: ja
        timeZone: Asia/Tokyo
        routes:
          - { id: files, channel: directory }
        """
}

/// Why an installation does not work, with the end of the log.
public struct InstallationError: Error, CustomStringConvertible {
    /// What happened.
    public let description: String

    /// Takes what happened.
    public init(description: String) { self.description = description }
}
