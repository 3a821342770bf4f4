import Keystore
import TestSupport
import Testing

@Suite("Flipped bits of a keystore")
struct DamageTests {
    @Test("are found, or lie in bytes that nobody reads")
    func flips() throws {
        let store = try TemporaryKeystore()
        var keystore: Keystore? = try store.open()
        let ids = try #require(try keystore?.make(TemporaryKeystore.uses(3), at: 1))
        let keys = try ids.map { try keystore?.bytes(of: $0) }
        let records = try keystore?.list()
        keystore = nil
        let whole = try store.contents()
        var random = Seeded(state: 11)
        var found = 0
        // Every bit that is not in an empty stretch, as far as the time goes, and some that are.
        let used = whole.indices.filter { whole[$0] != 0 }.shuffled(using: &random).prefix(900)
        let unused = (0..<100).map { _ in Int.random(in: whole.indices, using: &random) }
        for byte in used + unused {
            var changed = whole
            changed[byte] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try store.write(changed)
            do throws(KeystoreError) {
                let damaged = try Keystore(path: store.path, master: store.master, mode: .open)
                guard try damaged.check().isEmpty else { found += 1; continue }
                for (id, key) in zip(ids, keys) {
                    let now = try damaged.bytes(of: id)
                    #expect(now == key, "byte \(byte)")
                }
                let now = try damaged.list()
                #expect(now == records, "byte \(byte)")
            } catch {
                found += 1
            }
        }
        #expect(found > 500)
    }

    @Test("in a key's row are named")
    func named() throws {
        let store = try TemporaryKeystore()
        var keystore: Keystore? = try store.open()
        let ids = try #require(try keystore?.make([KeyUse(tenant: "marker-tenant", purpose: .index)], at: 1))
        keystore = nil
        let whole = try store.contents()
        let marker = Array("marker-tenant".utf8)
        let place = try #require(whole.indices.first { whole[$0...].starts(with: marker) })
        // The tenant's name, its purpose behind it (zero and one take no byte), and the wrapped key behind them.
        for byte in place..<place + marker.count + 1 + 61 {
            var changed = whole
            changed[byte] ^= 0x04
            try store.write(changed)
            let damaged = try store.open(.open)
            #expect(try damaged.check().first?.key == ids[0], "byte \(byte)")
            #expect(throws: KeystoreError.self) { try damaged.bytes(of: ids[0]) }
        }
    }
}
