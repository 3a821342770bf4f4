import Crypto
import Foundation
import Keystore
import SQLite
import TestSupport
import Testing

@Suite("Keystore")
struct KeystoreTests {
    @Test("gives back the keys that it made, also when opened again, and lists them without the keys")
    func keeps() throws {
        let store = try TemporaryKeystore()
        let uses = TemporaryKeystore.uses(20, tenants: 3)
        let keystore = try store.open()
        let ids = try keystore.make(uses, at: 1_795_136_600_000_000)
        let keys = try ids.map { try keystore.bytes(of: $0) }
        #expect(Set(keys).count == 20 && keys.allSatisfy { $0?.count == 32 })
        for mode in [Keystore.Mode.open, .readOnly, .create] {
            let again = try store.open(mode)
            #expect(try ids.map { try again.bytes(of: $0) } == keys)
            #expect(try again.list().map(\.id) == ids)
            #expect(try again.list().map(\.use) == uses)
            #expect(try again.list(tenant: "tenant-1").map(\.id) == [1, 4, 7, 10, 13, 16, 19].map { ids[$0] })
            #expect(try again.check() == [])
        }
        #expect(try keystore.bytes(of: KeyID()) == nil)
        let contents = try store.contents()
        #expect(keys.allSatisfy { key in key.map { !contents.contains($0) } ?? false })
    }

    @Test("destroys: what was wrapped is nowhere in the file or its journal, over many rounds of making and destroying")
    func destroys() throws {
        let store = try TemporaryKeystore()
        let keystore = try store.open()
        var random = Seeded(state: 5)
        var live: [KeyID: [UInt8]] = [:]
        var gone: [[UInt8]] = []
        for _ in 0..<25 {
            let count = Int.random(in: 1...200, using: &random)
            let uses = TemporaryKeystore.uses(count, tenants: Int.random(in: 1...1_000_000, using: &random))
            for id in try keystore.make(uses, at: 1) { live[id] = try wrapped(id, in: store) }
            let order = live.keys.sorted { $0.description < $1.description }.shuffled(using: &random)
            let victims = Array(order.prefix(Int.random(in: 0...order.count, using: &random)))
            try keystore.destroy(victims)
            gone += victims.compactMap { live.removeValue(forKey: $0) }
        }
        let contents = try store.contents()
        let windows = Set((0...contents.count - 16).map { Array(contents[$0..<$0 + 16]) })
        #expect(gone.count > 100 && gone.allSatisfy { $0.count == 61 })
        #expect(live.values.allSatisfy { windows.contains(Array($0[20..<36])) })
        for bytes in gone {
            #expect(!windows.contains(Array(bytes[1..<17])) && !windows.contains(Array(bytes[20..<36])))
        }
        #expect(try keystore.check() == [])
        #expect(try Set(keystore.list().map(\.id)) == Set(live.keys))
    }

    @Test("destroying is idempotent, and an unknown key is no error")
    func idempotent() throws {
        let store = try TemporaryKeystore()
        let keystore = try store.open()
        let ids = try keystore.make(TemporaryKeystore.uses(3), at: 1)
        try keystore.destroy([ids[1], KeyID(), ids[1]])
        try keystore.destroy([ids[1]])
        #expect(try ids.map { try keystore.bytes(of: $0) != nil } == [true, false, true])
        #expect(try keystore.check() == [])
    }

    @Test("a wrong master key, an open file, another file: each is refused with words")
    func refuses() throws {
        let store = try TemporaryKeystore()
        #expect(throws: KeystoreError.self) { try store.open(.open) }
        let ids = try store.open().make(TemporaryKeystore.uses(1), at: 1)
        let other = MasterKey()
        let wrong = KeystoreError.otherMaster(
            path: store.path,
            wrappedBy: store.master.fingerprint,
            given: other.fingerprint
        )
        #expect(throws: wrong) { try store.open(.open, master: other) }
        #expect(throws: wrong) { try store.open(.create, master: other) }
        for (path, mode) in [(store.path, 0o640), (store.folder, 0o750)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let error = #expect(throws: KeystoreError.self) { try store.open() }
            #expect(error?.description.contains("chmod") == true)
            try FileManager.default.setAttributes(
                [.posixPermissions: mode == 0o640 ? 0o600 : 0o700],
                ofItemAtPath: path
            )
        }
        #expect(try store.open(.open).bytes(of: ids[0]) != nil)
        try store.write(Array("no database at all, only text that is long enough to be looked at".utf8))
        #expect(throws: KeystoreError.self) { try store.open(.open) }
    }

    @Test("a row that is deleted or exchanged by hand is noticed, and is no erasure")
    func byHand() throws {
        for statement in [
            "DELETE FROM keys WHERE number = 2", "UPDATE keys SET wrapped = zeroblob(61) WHERE number = 2",
            "UPDATE keys SET id = randomblob(16) WHERE number = 2",
        ] {
            let store = try TemporaryKeystore()
            let ids = try store.open().make(TemporaryKeystore.uses(3), at: 1)
            try Database(path: store.path).execute(statement)
            let keystore = try store.open(.open)
            #expect(try !keystore.check().isEmpty, "\(statement)")
            #expect(try keystore.bytes(of: ids[0]) != nil)
        }
    }

    @Test("two that are open at once both make and destroy, one after the other")
    func together() async throws {
        let store = try TemporaryKeystore()
        _ = try store.open()
        let (path, master) = (store.path, store.master)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let keystore = try Keystore(path: path, master: master, mode: .open)
                    for _ in 0..<10 {
                        let ids = try keystore.make(TemporaryKeystore.uses(5), at: 1)
                        try keystore.destroy([ids[0]])
                    }
                }
            }
            try await group.waitForAll()
        }
        let keystore = try store.open(.open)
        #expect(try keystore.check() == [])
        #expect(try keystore.list().count == 160)
    }

    private func wrapped(_ id: KeyID, in store: TemporaryKeystore) throws -> [UInt8] {
        let database = try Database(path: store.path, access: .readOnly)
        return try database.first("SELECT wrapped FROM keys WHERE id = ?1", id.bytes) { $0.blob(0) } ?? []
    }
}
