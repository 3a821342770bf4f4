import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL

/// What earlier looks into a journal found; what a later one finds must go on from it.
struct CrashHistory {
    /// Ids by seq.
    private(set) var ids: [[UInt8]] = []
    private var entries: [[UInt8]] = []
    private var checkpoints: [String] = []
    private var tree = MerkleTree()

    /// Checkpoints that were seen.
    var checkpointCount: Int { checkpoints.count }

    /// Reads the journal, a directory or a database's URL, as it lies there, and says what contradicts what was read before.
    ///
    /// It reads a copy of a directory, because reading mends what was under way, and that is for the store to do.
    mutating func read(journal: String, signingKey: String) throws -> [String] {
        guard !DatabaseServer.isURL(journal) else {
            let server = try DatabaseServer(journal)
            return try read(Database(server: server, access: .readOnly, application: "test"), signingKey)
        }
        let copy = FileManager.default.temporaryDirectory.appending(path: "settei-look-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(filePath: journal), to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        return try read(Database(path: copy.path + "/journal.sqlite", access: .readWrite), signingKey)
    }

    private mutating func read(_ database: Database, _ signingKey: String) throws -> [String] {
        defer { try? database.close() }
        guard try database.tables().contains("store_log") else {
            return ids.isEmpty ? [] : ["the journal is empty"]
        }
        var wrong: [String] = []
        let found = try database.all("SELECT id FROM messages ORDER BY seq") { $0.blob(0) }
        if !found.starts(with: ids) { wrong.append("messages that were there are not, or are others") }
        ids = found
        let rows = try database.all("SELECT entry, checkpoint FROM store_log ORDER BY position") {
            (entry: $0.blob(0), checkpoint: $0.text(1))
        }
        if !rows.map(\.entry).starts(with: entries) {
            wrong.append("an entry of the store log is not the one that was")
        }
        if !rows.map(\.checkpoint).starts(with: checkpoints) {
            wrong.append("a checkpoint is not the one that was signed")
        }
        guard wrong.isEmpty, !rows.isEmpty else { return wrong }
        let key = try SigningKeyFile.key(at: signingKey).publicKey
        for row in rows.dropFirst(entries.count) { wrong += fault(of: row, key).map { [$0] } ?? [] }
        return wrong
    }

    /// Appends an entry: its checkpoint must be of the tree that all entries before and this one make, and be signed.
    private mutating func fault(of row: (entry: [UInt8], checkpoint: String), _ key: Ed25519.PublicKey) -> String? {
        tree.append(MerkleHash.leaf(row.entry))
        entries.append(row.entry)
        checkpoints.append(row.checkpoint)
        let place = "checkpoint \(entries.count)"
        guard let entry = StoreEntry(bytes: row.entry), let note = try? SignedNote(encoded: row.checkpoint),
            let head = try? Checkpoint(text: note.text)
        else { return "\(place) cannot be read" }
        guard head.size == UInt64(entries.count), head.root == tree.root else { return "\(place) is of another tree" }
        guard entry.seq <= Int64(ids.count) else { return "\(place) covers messages that are not there" }
        let verifier = NoteVerifier(name: head.origin, key: key)
        return note.verified(by: [verifier]).isEmpty ? "\(place) is not signed by the store" : nil
    }
}
