import Bus
import Foundation
import Installation
import TestSupport

/// Hosts of the test's own: network namespaces on a bridge, one for the store, one for the other services.
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
    private var bridge: String { prefix + "b" }
    private let network = "10.231.\(getpid() % 250 + 1)"

    init() throws {
        do {
            try Self.run(["link", "add", bridge, "type", "bridge"])
            try Self.run(["addr", "add", network + ".1/24", "dev", bridge])
            try Self.run(["link", "set", bridge, "up"])
            for host in Host.allCases { try make(host) }
            try tell(address: address(of: .store))
        } catch {
            remove()
            throw error
        }
    }

    func remove() {
        for host in Host.allCases {
            try? Self.run(["netns", "del", namespace(host)])
            try? FileManager.default.removeItem(atPath: "/etc/netns/\(namespace(host))")
        }
        try? Self.run(["link", "del", bridge])
    }

    private func make(_ host: Host) throws {
        let (space, outer, inner) = (namespace(host), "\(prefix)\(host.rawValue.prefix(1))o", "eth0")
        try Self.run(["netns", "add", space])
        try Self.run(["link", "add", outer, "type", "veth", "peer", "name", inner, "netns", space])
        try Self.run(["link", "set", outer, "master", bridge, "up"])
        try Self.run(["-n", space, "addr", "add", address(of: host) + "/24", "dev", inner])
        try Self.run(["-n", space, "link", "set", "lo", "up"])
        try Self.run(["-n", space, "link", "set", inner, "up"])
        try FileManager.default.createDirectory(atPath: "/etc/netns/\(space)", withIntermediateDirectories: true)
    }

    private func namespace(_ host: Host) -> String { "\(prefix)-\(host.rawValue)" }

    fileprivate func address(of host: Host) -> String { network + (host == .store ? ".2" : ".3") }

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

    /// Cuts a host off, or puts its cable back.
    func part(_ host: Host, isApart: Bool) throws {
        try Self.run(["-n", namespace(host), "link", "set", "eth0", isApart ? "down" : "up"])
    }

    /// Gives the store's host another address, and tells the others by its name alone.
    func moveStore() throws -> String {
        let (old, new) = (address(of: .store), network + ".9")
        try Self.run(["-n", namespace(.store), "addr", "add", new + "/24", "dev", "eth0"])
        try Self.run(["-n", namespace(.store), "addr", "del", old + "/24", "dev", "eth0"])
        try tell(address: new)
        return new
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
    func external(_ installation: Installation, at address: String? = nil) -> BusConfiguration.Endpoints {
        installation.endpoints(.external, host: address ?? self.address(of: .store))
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
        counts.append(("partition of \(host) for \(time)", 1))
        try await heal("\(host) cut off for \(time)")
    }

    /// Moves the store to another address; services know its name, integrators are told.
    func move(_ hosts: Namespaces) async throws {
        await waitForReceipts(100)
        let endpoints = hosts.external(installation, at: try hosts.moveStore())
        await load.use(try installation.client("acme-ci", endpoints: endpoints))
        try await use(endpoints)
        counts.append(("move of the store to another address", 1))
        try await heal("another address")
    }
}
