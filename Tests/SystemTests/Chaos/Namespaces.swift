import Bus
import Foundation
import Installation
import TestSupport

/// Hosts of the test's own: network namespaces, one for the store, one for the other services.
///
/// Source: ip-netns(8); a file in `/etc/netns/NAME` stands in the place of that in `/etc` for what runs there.
final class Namespaces: Sendable {
    enum Host: String, CaseIterable, Sendable {
        case store
        case workers
    }

    /// What the services call the store.
    fileprivate static let name = "store.settei.test"
    fileprivate static let ip = "/usr/sbin/ip"
    static let unavailable: String? = {
        guard getuid() == 0, FileManager.default.isExecutableFile(atPath: ip) else { return "needs root and iproute2" }
        let probe = "settei-probe-\(getpid())"
        guard (try? run(["netns", "add", probe])) != nil else { return "network namespaces cannot be made here" }
        try? run(["netns", "del", probe])
        return nil
    }()

    /// Short: names of interfaces have at most 15 bytes.
    private let prefix = "st\(getpid() % 100_000)"
    /// Two links of the store's, each a network of its own: to this machine, where integrators are, and to the workers.
    ///
    /// No bridge: Docker, where it runs, has rules for what crosses one.
    fileprivate let network = "10.\(getpid() % 250 + 1)"

    init() throws {
        do {
            for host in Host.allCases {
                try Self.run(["netns", "add", namespace(host)])
                try Self.run(["-n", namespace(host), "link", "set", "lo", "up"])
            }
            let (store, workers) = (namespace(.store), namespace(.workers))
            try Self.run(["link", "add", prefix, "type", "veth", "peer", "name", "eth0", "netns", store])
            try Self.run(["-n", store, "link", "add", "eth1", "type", "veth", "peer", "name", "eth1", "netns", workers])
            try Self.run(["addr", "add", "\(network).1.1/24", "dev", prefix])
            try Self.run(["link", "set", prefix, "up"])
            try Self.run(["-n", workers, "addr", "add", "\(network).2.1/24", "dev", "eth1"])
            try Self.run(["-n", workers, "link", "set", "eth1", "up"])
            for link in [0, 1] {
                try Self.run(["-n", store, "addr", "add", "\(network).\(link + 1).2/24", "dev", "eth\(link)"])
                try Self.run(["-n", store, "link", "set", "eth\(link)", "up"])
            }
            try FileManager.default.createDirectory(atPath: "/etc/netns/\(workers)", withIntermediateDirectories: true)
            try tell(address: "\(network).2.2")
        } catch {
            remove()
            throw error
        }
    }

    func remove() {
        for host in Host.allCases { try? Self.run(["netns", "del", namespace(host)]) }
        try? FileManager.default.removeItem(atPath: "/etc/netns/\(namespace(.workers))")
    }

    private func namespace(_ host: Host) -> String { "\(prefix)-\(host.rawValue)" }

    /// Writes down at which address the store is; names are looked up anew for every connection.
    private func tell(address: String) throws {
        let text = "127.0.0.1 localhost\n\(address) \(Self.name)\n"
        // In place: the file was put over /etc/hosts when the services started.
        let path = "/etc/netns/\(namespace(.workers))/hosts"
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    /// Cuts a host off, or puts its cables back.
    func part(_ host: Host, isApart: Bool) throws {
        for link in host == .store ? ["eth0", "eth1"] : ["eth1"] {
            try Self.run(["-n", namespace(host), "link", "set", link, isApart ? "down" : "up"])
        }
    }

    /// Gives the store's host other addresses, and tells the workers by its name alone.
    func moveStore() throws {
        for link in [0, 1] {
            // First the old one: with it go all others of its network.
            let (old, new) = ("\(network).\(link + 1).2/24", "\(network).\(link + 1).9/24")
            try Self.run(["-n", namespace(.store), "addr", "del", old, "dev", "eth\(link)"])
            try Self.run(["-n", namespace(.store), "addr", "add", new, "dev", "eth\(link)"])
        }
        try tell(address: "\(network).2.9")
    }

    // MARK: What runs where

    /// Services, each started on its host.
    var programs: [Installation.Service: [String]] {
        Dictionary(
            uniqueKeysWithValues: Installation.Service.allCases.map { service in
                let host = service == .evidenceStore ? Host.store : .workers
                let program = Program.folder.appending(path: service.rawValue).path
                return (service, [Self.ip, "netns", "exec", namespace(host), program])
            }
        )
    }
}

extension Namespaces {
    /// Where the store binds, and what the services call it.
    var hosts: Installation.Hosts { Installation.Hosts(bind: "0.0.0.0", services: Self.name) }

    /// Where integrators connect, who know the store by its address.
    func external(_ installation: Installation, hasMoved: Bool = false) -> BusConfiguration.Endpoints {
        installation.endpoints(.external, host: "\(network).1.\(hasMoved ? 9 : 2)")
    }

    /// Runs ip(8) to its end.
    fileprivate static func run(_ words: [String]) throws {
        let result = try Program.run(ip, words)
        guard result.status == 0 else {
            throw InstallationError(description: "ip \(words.joined(separator: " ")): \(result.error)")
        }
    }
}

extension ChaosRun {
    /// Cuts a host off for a while.
    func part(_ host: Namespaces.Host, of hosts: Namespaces, for time: Duration) async throws {
        await waitForReceipts(100)
        try hosts.part(host, isApart: true)
        try await Task.sleep(for: time)
        try hosts.part(host, isApart: false)
        count("partition of \(host) for \(time)")
        try await heal("\(host) cut off for \(time)")
    }

    /// Moves the store to another address; services know its name, integrators are told.
    func move(_ hosts: Namespaces) async throws {
        await waitForReceipts(100)
        try hosts.moveStore()
        let endpoints = hosts.external(installation, hasMoved: true)
        try await use(endpoints)
        count("move of the store to another address")
        try await heal("another address")
    }
}
