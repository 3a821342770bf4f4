import CommandLine
import Foundation
import Testing
import ZeroMQ

@testable import Settei

@Suite("settei keys installation")
struct KeysInstallationTests {
    private let folder = "\(NSTemporaryDirectory())/keys-\(UUID().uuidString)"

    @Test("makes every key once, each in its owner's folder and kept from others")
    func make() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = await run(folder, "acme-ci=acme", "both-ci=acme,globex")
        #expect(first.status == 0, "\(first.error)")
        for name in ["config-checker", "notifier", "policy-registry", "operator", "acme-ci", "both-ci", "store"] {
            _ = try CurveKeyFile.pair(at: "\(folder)/\(name)/\(name).key")
            let store = try CurveKeyFile.publicKey(at: "\(folder)/\(name)/store.pub")
            #expect(store == (try CurveKeyFile.publicKey(at: "\(folder)/store/store.pub")))
        }
        for path in [
            "store/master.key", "store/signing.key", "store/pgpass", "database/password", "monitoring/health.token",
        ] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(path)")
        }
        let password = try text("database/password")
        #expect(try text("store/pgpass") == "database:5432:settei:settei:\(password)\n" && password.count == 48)
        let list = try text("access/principals.yaml")
        #expect(list.hasPrefix("principals:\n") && list.split(separator: "\n").count == 7)
        #expect(list.contains("{ name: both-ci, role: integrator, tenants: [acme, globex], key: \""))
    }

    @Test("adds what is missing and leaves the rest as it is")
    func again() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(await run(folder, "acme-ci=acme").status == 0)
        let (list, master) = (try text("access/principals.yaml"), try text("store/master.key"))
        let second = await run(folder, "acme-ci=acme")
        #expect(second.status == 0 && second.output.isEmpty)
        #expect(try text("access/principals.yaml") == list)
        let third = await run(folder, "acme-ci=acme", "new-ci=acme")
        #expect(third.output == "\(folder)/new-ci/new-ci.key\n")
        #expect(try text("access/principals.yaml").hasPrefix(list))
        #expect(try text("store/master.key") == master)
    }

    @Test("takes the list over from where it was before")
    func old() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/store", withIntermediateDirectories: true)
        try Data("principals:\n  # ours\n".utf8).write(to: URL(filePath: "\(folder)/store/principals.yaml"))
        #expect(await run(folder).status == 0)
        #expect(try text("access/principals.yaml").hasPrefix("principals:\n  # ours\n  - { name: config-checker,"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/store/principals.yaml"))
    }

    @Test(
        "says what is wrong with a call and makes nothing",
        arguments: [
            (["acme-ci"], "INTEGRATOR=TENANT"), (["=acme"], "INTEGRATOR=TENANT"), (["acme-ci="], "INTEGRATOR=TENANT"),
            (["../x=acme"], "INTEGRATOR=TENANT"), (["acme-ci=a/b"], "INTEGRATOR=TENANT"),
            (["ACME-CI=acme"], "a-z, 0-9 and '-'"), (["acme_ci=acme"], "a-z, 0-9 and '-'"),
            (["acme-ci=ac_me"], "a-z, 0-9 and '-'"),
            (["notifier=acme"], "used already"), (["access=acme"], "used already"),
        ]
    )
    func mistakes(words: [String], expected: String) async {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let result = await run([folder] + words)
        #expect(result.status == 64 && result.error.contains(expected))
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("needs a directory, and an owner by numbers")
    func usage() async {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(await run().status == 64)
        #expect(await run(folder, "--owner", "settei").status == 64)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }

    private func run(_ words: String...) async -> (status: Int32, output: String, error: String) { await run(words) }

    private func run(_ words: [String]) async -> (status: Int32, output: String, error: String) {
        await settei(["keys", "installation"] + words)
    }
}
