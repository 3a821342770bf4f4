import Foundation
import Installation
import JSON
import TestSupport
import Testing

/// What runs without containers is held against the machine's own tools, where they are.
@Suite("systemd units and packet filter", .serialized, .timeLimit(.minutes(2)))
struct MachineTests {
    static let analyze = "/usr/bin/systemd-analyze"
    static let nft = "/usr/sbin/nft"
    static let units = DeployTests.deploy.appending(path: "systemd")
    static let rules = DeployTests.deploy.appending(path: "nftables/settei.nft").path
    static let flood = Corpora.package.appending(path: "Tests/Flood/flood.py").path

    @Test(
        "systemd takes every unit, and finds little that it could do",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: analyze),
            "systemd-analyze is not installed (systemd)"
        )
    )
    func systemd() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.units.path).filter {
            !$0.hasSuffix(".conf")
        }
        #expect(names.count == 5)
        for name in names {
            // The programs are elsewhere here.
            let text = try String(contentsOf: Self.units.appending(path: name), encoding: .utf8)
                .replacing("/usr/local/bin/", with: "\(Program.folder.path)/")
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        let started = names.map { folder.appending(path: $0.replacing("@.", with: "@7421.")).path }
        let environment = ["SYSTEMD_UNIT_PATH": "\(folder.path):"]
        let verified = try Program.run(Self.analyze, ["verify", "--man=no"] + started, environment: environment)
        #expect(verified.status == 0 && verified.error.isEmpty, "\(verified.output)\(verified.error)")
        for name in names where name.hasSuffix(".service") {
            let words = ["security", "--offline=yes", "--threshold=20", folder.appending(path: name).path]
            let result = try Program.run(Self.analyze, words, environment: environment)
            #expect(result.status == 0, "\(name): \(result.output.suffix(200))\(result.error)")
        }
    }

    /// Why rules cannot be loaded in network namespaces of one's own here; nil where they can.
    static let noFlood: String? = {
        guard FileManager.default.isExecutableFile(atPath: nft) else {
            return "nft is not installed: deploy/setup --tests"
        }
        guard geteuid() == 0 else { return "network namespaces are for root" }
        guard let check = try? Program.run("/usr/bin/python3", [flood, "--check"]) else { return "no python3" }
        return check.status == 0 ? nil : "network namespaces cannot be made here: \(check.error.suffix(200))"
    }()

    @Test(
        "a flood of connections from one source is cut down, an honest one passes, strangers stay out",
        .enabled(if: noFlood == nil, Comment(rawValue: noFlood ?? ""))
    )
    func packetFilter() throws {
        #expect(try Program.run(Self.nft, ["-c", "-f", Self.rules]).status == 0)
        let result = try Program.run("/usr/bin/python3", [Self.flood])
        #expect(result.status == 0, "\(result.error)")
        let found = try JSONDocument(result.output).root
        #expect(
            found["none"]?["flooder"]?.int == 1_000 && found["none"]?["strangerInside"]?.int == 1,
            "nothing hinders them else"
        )
        for name in ["rules", "number"] {
            #expect(found[name]?["honest"]?.int == 3 && found[name]?["serviceInside"]?.int == 1, "\(result.output)")
            #expect(found[name]?["strangerInside"]?.int == 0, "\(result.output)")
        }
        // A burst of 100, and 20 a second; the second is as long as the machine makes it.
        let seconds = found["rules"]?["seconds"]?.double ?? 0
        #expect((100...(140 + 20 * seconds)).contains(found["rules"]?["flooder"]?.double ?? 0), "\(result.output)")
        #expect((101...300).contains(found["number"]?["flooder"]?.int ?? 0), "\(result.output)")
    }
}
