import Crypto
import Foundation
import TestSupport
import Testing

@testable import Keystore

@Suite("Master key")
struct MasterKeyTests {
    @Test("is made once, for its owner only, and never shows itself")
    func makes() throws {
        let store = try TemporaryKeystore()
        let path = "\(store.folder)/master.key"
        let key = try MasterKey.make(file: path)
        #expect(try MasterKey.file(path).fingerprint == key.fingerprint)
        #expect(key.fingerprint.count == 16 && MasterKey().fingerprint != key.fingerprint)
        let error = #expect(throws: KeystoreError.self) { try MasterKey.make(file: path) }
        #expect(error?.description.contains("nothing was overwritten") == true)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let secret = text.dropFirst(MasterKey.name.count + 1).dropLast()
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains(secret))
        #expect(!dumped.contains("\(key.bytes[0]), \(key.bytes[1])"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let open = #expect(throws: KeystoreError.self) { try MasterKey.file(path) }
        #expect(open?.description.contains("chmod 600") == true)
        #expect(throws: KeystoreError.self) { try MasterKey.file(store.folder) }
    }

    @Test("the signing key is made and read the same way")
    func signing() throws {
        let store = try TemporaryKeystore()
        let path = "\(store.folder)/signing.key"
        let key = try SigningKeyFile.make(file: path)
        #expect(try SigningKeyFile.key(at: path).publicKey == key.publicKey)
        #expect(throws: KeystoreError.self) { try SigningKeyFile.make(file: path) }
        #expect(throws: KeystoreError.self) { try MasterKey.file(path) }
    }

    @Test(
        "a command that prints no key, fails, prints too much or hangs is an error that does not repeat its output",
        arguments: [
            ([], "no program"), (["/no/such/program"], "No such file"), (["true"], "something else"),
            (["sh", "-c", "echo secret; exit 3"], "exit code 3"), (["sh", "-c", "kill -9 $$"], "signal 9"),
            (["sh", "-c", "echo secret"], "something else"), (["yes", "secret"], "more than a key"),
            (["sh", "-c", "sleep 100"], "too long"),
            (["sh", "-c", "sleep 100 >/dev/null & exec >/dev/null; wait"], "too long"),
        ]
    )
    func command(arguments: [String], words: String) {
        let limit: Duration = words == "too long" ? .milliseconds(200) : .seconds(30)
        let error = #expect(throws: KeystoreError.self) { try MasterKey.command(arguments, limit: limit) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("secret") == false)
    }

    @Test("a command that prints the line gives the key")
    func prints() throws {
        let store = try TemporaryKeystore()
        let path = "\(store.folder)/master.key"
        let key = try MasterKey.make(file: path)
        #expect(try MasterKey.command(["cat", path]).fingerprint == key.fingerprint)
    }

    @Test("any text is a key or none, and what is a key is written back the same")
    func fuzz() {
        var random = Seeded(state: 3)
        let line = Array(KeyText.write(randomBytes(32), named: MasterKey.name).utf8)
        for _ in 0..<20_000 {
            var text = line
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: text.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
                case 1 where place < text.count: text.remove(at: place)
                case 2: text.removeSubrange(place...)
                default: if place < text.count { text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
                }
            }
            guard let key = MasterKey(text: text) else { continue }
            let written = Array(KeyText.write(key.bytes, named: MasterKey.name).utf8)
            #expect(text == written || text + [10] == written)
        }
    }
}
