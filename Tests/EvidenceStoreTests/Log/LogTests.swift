import Crypto
import EvidenceLog
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct LogTests {
    /// Sizes around every edge of the tiles, of one and two levels.
    static let sizes: [Int] = [1, 2, 255, 256, 257, 511, 512, 700]

    @Test("a log's tree, its tiles and its proofs agree with the leaves, over restarts", arguments: sizes)
    func proofs(size: Int) throws {
        let store = try TemporaryJournal()
        try fill(store, size, tenants: ["acme"])
        let leaves = try leaves(of: "acme", in: store)
        #expect(leaves.count == size)
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        try store.reopen()
        _ = try store.commit(store.change("after"))
        let all = try self.leaves(of: "acme", in: store)
        tree.append(all[size])
        let database = store.journal.database
        let (tenant, last) = (store.journal.names.tenants, try store.journal.names.tenants.id("acme"))
        let reader = LogReader(
            try TileTable(in: database),
            tenant: last,
            size: UInt64(size + 1),
            last: tenant.last(last)
        )
        #expect(try reader.root(size: UInt64(size + 1)) == tree.root)
        for index in Set([0, size / 2, size - 1, size]) {
            let proof = try InclusionProof.make(index: UInt64(index), size: UInt64(size + 1), from: reader)
            #expect(
                InclusionProof.isValid(
                    proof,
                    leaf: all[index],
                    index: UInt64(index),
                    size: UInt64(size + 1),
                    root: tree.root
                )
            )
            let seq = try #require(try reader.seq(at: UInt64(index)))
            #expect(try leaf(of: seq, in: store) == all[index])
        }
    }

    @Test("an entry of the store log covers every tenant's root, and its checkpoint is signed")
    func entries() throws {
        let store = try TemporaryJournal { $0.origin = "settei.example/test" }
        try fill(store, 300, tenants: ["acme", "globex", "initech"])
        store.advance(.seconds(2))
        _ = try store.tick()
        let rows = try store.journal.database.all(
            "SELECT position, seq, entry, checkpoint FROM store_log ORDER BY position"
        ) { ($0.int64(0), $0.int64(1), $0.blob(2), $0.text(3)) }
        let last = try #require(rows.last)
        let entry = try #require(StoreEntry(bytes: last.2))
        #expect(entry.seq == store.journal.head)
        var forest = MerkleForest()
        for (index, name) in try tenants(of: store).enumerated() {
            var tree = MerkleTree()
            for leaf in try leaves(of: name, in: store) { tree.append(leaf) }
            forest.set(index, ForestLeaf(tenant: name, size: tree.size, root: tree.root).hash)
        }
        #expect(entry.forest == forest.root)
        #expect(entry.chain == store.journal.messages.lastChain)
        let note = try SignedNote(encoded: last.3)
        #expect(note.verified(by: [store.journal.storeLog.verifier]).count == 1)
        let checkpoint = try Checkpoint(text: note.text)
        #expect(checkpoint.origin == "settei.example/test/store")
        #expect(checkpoint.size == UInt64(rows.count))
        var tree = MerkleTree()
        for row in rows { tree.append(try #require(StoreEntry(bytes: row.2)).hash) }
        #expect(checkpoint.root == tree.root)
    }

    @Test("nothing is signed while nothing is recorded")
    func quiet() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.change())
        store.advance(.seconds(2))
        _ = try store.tick()
        let size = store.journal.storeLog.size
        for _ in 0..<5 {
            store.advance(.seconds(2))
            _ = try store.tick()
        }
        #expect(store.journal.storeLog.size == size)
    }

    @Test("a signing key that did not sign what is there is refused, and nothing is changed")
    func foreignKey() throws {
        let store = try TemporaryJournal()
        _ = try store.commit(store.change())
        store.close()
        let other = try TemporaryJournal()
        var configuration = store.configuration
        configuration.keys.signing = other.configuration.keys.signing
        #expect {
            _ = try Journal(configuration: configuration, now: store.now)
        } throws: { error in
            guard case JournalError.foreignSignature = error else { return false }
            return true
        }
        try store.reopen()
        #expect(try store.verifyAll() == [])
    }

    // MARK: Parts

    private func fill(_ store: TemporaryJournal, _ count: Int, tenants: [String]) throws {
        var number = 0
        while number < count {
            let batch = (0..<min(100, count - number)).map { place in
                store.change("b\(number + place)", tenant: tenants[(number + place) % tenants.count])
            }
            _ = try store.journal.commit(batch, now: store.now)
            number += batch.count
        }
    }

    private func tenants(of store: TemporaryJournal) throws -> [String] {
        try store.journal.database.all("SELECT name FROM tenants ORDER BY id") { $0.text(0) }
    }

    private func leaves(of tenant: String, in store: TemporaryJournal) throws -> [Digest] {
        try store.journal.database.all(
            """
            SELECT leaf_hash FROM messages WHERE tenant = (SELECT id FROM tenants WHERE name = ?1) ORDER BY log_index
            """,
            tenant
        ) { $0.digest(0) }.compactMap(\.self)
    }

    private func leaf(of seq: Int64, in store: TemporaryJournal) throws -> Digest? {
        try store.journal.database.first("SELECT leaf_hash FROM messages WHERE seq = ?", seq) { $0.digest(0) } ?? nil
    }
}
