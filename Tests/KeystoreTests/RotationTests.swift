import Keystore
import SQLite
import Testing

@Suite("Rotation of the master key")
struct RotationTests {
    @Test("keeps every key, and leaves nothing that the old master key opens")
    func rotates() throws {
        let store = try TemporaryKeystore()
        let new = MasterKey()
        var keystore = try store.open()
        let ids = try keystore.make(TemporaryKeystore.uses(300), at: 1)
        try keystore.destroy(Array(ids.prefix(100)))
        let keys = try ids.map { try keystore.bytes(of: $0) }
        let old = try Database(path: store.path).all("SELECT wrapped FROM keys WHERE number > 100") { $0.blob(0) }
        try keystore.rotate(to: new)
        #expect(keystore.fingerprint == new.fingerprint)
        #expect(try ids.map { try keystore.bytes(of: $0) } == keys)
        let contents = try store.contents()
        let windows = Set((0...contents.count - 16).map { Array(contents[$0..<$0 + 16]) })
        #expect(old.count == 200 && old.allSatisfy { !windows.contains(Array($0[20..<36])) })
        #expect(throws: KeystoreError.self) { try store.open(.open) }
        keystore = try store.open(.open, master: new)
        #expect(try ids.map { try keystore.bytes(of: $0) } == keys)
        #expect(try keystore.check() == [])
        #expect(try keystore.make(TemporaryKeystore.uses(1), at: 2).count == 1)
    }

    @Test("is refused while another has it open, and where a key is damaged")
    func refused() throws {
        let store = try TemporaryKeystore()
        let keystore = try store.open()
        let ids = try keystore.make(TemporaryKeystore.uses(3), at: 1)
        try withExtendedLifetime(store.open(.readOnly)) { _ in
            _ = #expect(throws: KeystoreError.inUse(path: store.path)) { try keystore.rotate(to: MasterKey()) }
        }
        try Database(path: store.path).execute("UPDATE keys SET made_at = 2 WHERE number = 2")
        let error = #expect(throws: KeystoreError.self) { try keystore.rotate(to: MasterKey()) }
        #expect(error?.description.contains(ids[1].description) == true)
        #expect(try store.open(.open).bytes(of: ids[0]) != nil)
    }
}
