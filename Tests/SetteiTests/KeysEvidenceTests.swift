import CommandLine
import Crypto
import Foundation
import Keystore
import Testing

@testable import Settei

@Suite("settei keys evidence, rotate, backup and list")
struct KeysEvidenceTests {
    private let folder = "\(NSTemporaryDirectory())/keys-\(UUID().uuidString)"
    private var keystore: String { "\(folder)/keystore/keys.db" }

    @Test("makes both keys once, and overwrites neither")
    func evidence() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(await run("evidence", folder).status == 0)
        let (master, signing) = (try MasterKey.file("\(folder)/master.key"), "\(folder)/signing.key")
        let publicKey = try SigningKeyFile.key(at: signing).publicKey
        try FileManager.default.removeItem(atPath: "\(folder)/master.key")
        let again = await run("evidence", folder)
        #expect(again.status == 74 && again.error.contains("nothing was overwritten"))
        #expect(try SigningKeyFile.key(at: signing).publicKey == publicKey)
        try FileManager.default.removeItem(atPath: signing)
        let third = await run("evidence", folder, "--json")
        #expect(third.status == 0 && !third.output.contains(master.fingerprint))
        #expect(third.output.contains(try MasterKey.file("\(folder)/master.key").fingerprint))
    }

    @Test("rotates to another master key, and lists without one")
    func rotate() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (old, new) = ("\(folder)/old", "\(folder)/new")
        for one in [old, new] { #expect(await run("evidence", one).status == 0) }
        let uses = ["acme", "globex"].map { KeyUse(tenant: $0, purpose: .verdicts, month: 202_611) }
        let ids = try Keystore(path: keystore, master: .file("\(old)/master.key"), mode: .create).make(uses, at: 0)
        let masters = ["--master-key", "\(old)/master.key", "--new-master-key", "\(new)/master.key"]
        #expect(await run(["rotate", "--keystore", keystore] + masters).status == 0)
        let repeated = await run(["rotate", "--keystore", keystore] + masters)
        #expect(repeated.status == 74 && repeated.error.contains("fingerprint"))
        let back = ["--master-key-command", "cat \(new)/master.key", "--new-master-key", "\(old)/master.key"]
        #expect(await run(["rotate", "--keystore", keystore] + back).status == 0)
        let key = try Keystore(path: keystore, master: .file("\(old)/master.key"), mode: .readOnly).bytes(of: ids[0])
        #expect(key?.count == 32)
        let list = await run("list", "--keystore", keystore, "--tenant", "acme")
        #expect(list.output.contains("\(ids[0])") && !list.output.contains("\(ids[1])"))
        #expect(
            list.output.contains("verdicts") && list.output.contains("202611") && list.output.contains("1970-01-01")
        )
        #expect(await run("list").status == 64)
    }

    @Test("copies a keystore that is in use, whole, for its owner alone, and overwrites no copy")
    func backup() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(await run("evidence", folder).status == 0)
        let master = try MasterKey.file("\(folder)/master.key")
        let store = try Keystore(path: keystore, master: master, mode: .create)
        let uses = ["acme", "globex"].map { KeyUse(tenant: $0, purpose: .verdicts, month: 202_611) }
        let ids = try store.make(uses, at: 0)
        try store.destroy([ids[1]])
        let copy = "\(folder)/keystore/copy.db"
        let made = await run("backup", "--keystore", keystore, "--to", copy, "--json")
        #expect(made.status == 0 && made.output == #"{"backup":"\#(copy)","keys":1}"# + "\n", "\(made.error)")
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
        let restored = try Keystore(path: copy, master: master, mode: .open)
        #expect(try restored.bytes(of: ids[0]) == store.bytes(of: ids[0]) && restored.bytes(of: ids[1]) == nil)
        #expect(try restored.check() == [])
        #expect(try restored.make([KeyUse(tenant: "acme", purpose: .notices, month: 202_612)], at: 1).count == 1)
        let again = await run("backup", "--keystore", keystore, "--to", copy)
        #expect(again.status == 74 && again.error.contains("nothing was overwritten"))
        #expect(await run("backup", "--keystore", "\(folder)/none", "--to", copy).status == 74)
        #expect(await run("backup", "--keystore", keystore).status == 64)
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/keystore")
        #expect(left.contains("copy.db") && !left.contains("copy.db.new"))
    }

    private func run(_ words: String...) async -> (status: Int32, output: String, error: String) {
        await run(words)
    }

    private func run(_ words: [String]) async -> (status: Int32, output: String, error: String) {
        await settei(["keys"] + words)
    }
}
