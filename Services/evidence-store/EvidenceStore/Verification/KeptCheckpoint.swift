import Crypto
import EvidenceLog
import SQL

/// A signed checkpoint that was kept somewhere else, such as by a witness or with the copy: the journal must have all that it was
/// signed over.
///
/// It is what tells a journal that was rolled back to an old copy, or signed again from its beginning, from the real one.
struct KeptCheckpoint {
    let note: SignedNote

    /// - Parameter signers: the journal's key and names; a checkpoint may bear any name the journal ever had.
    /// - Returns: why the journal is not the one that was signed, or has lost something since; nil where it has everything.
    func fault(in database: Database, signers: JournalSigners) throws -> EvidenceFault? {
        guard let checkpoint = try? Checkpoint(text: note.text) else {
            return EvidenceFault(.kept("", size: 0), "it is no checkpoint")
        }
        let place = EvidenceFault.Place.kept(checkpoint.origin, size: checkpoint.size)
        let verifier = NoteVerifier(name: checkpoint.origin, key: signers.key)
        guard !note.verified(by: [verifier]).isEmpty else {
            return EvidenceFault(place, "it is not signed by \(verifier.vkey)")
        }
        guard let log = try log(checkpoint.origin, in: database, origins: signers.origins) else {
            return EvidenceFault(place, "this journal has no log of that name")
        }
        guard log.size >= checkpoint.size else {
            return EvidenceFault(
                place,
                "the log has \(log.size) leaves, fewer than were signed: it was rolled back or cut off"
            )
        }
        guard (try? log.root(size: checkpoint.size)) == checkpoint.root else {
            return EvidenceFault(place, "its leaves are not those that were signed")
        }
        return nil
    }

    private func log(_ origin: String, in database: Database, origins: JournalOrigins) throws -> LogReader? {
        let tiles = try TileTable(in: database)
        if origins.all.contains(where: { LogOrigin.store($0) == origin }) {
            let size = try database.first("SELECT coalesce(max(position) + 1, 0) FROM store_log") { $0.int64(0) } ?? 0
            return LogReader(tiles, tenant: TileTable.storeLog, size: UInt64(size), last: 0)
        }
        let tenants = origins.all.lazy.compactMap { LogOrigin.tenant(in: origin, of: $0) }
        guard let tenant = tenants.first else { return nil }
        let id = try database.first("SELECT id FROM tenants WHERE name = ?", tenant) { $0.int64(0) }
        guard let id, let log = try LogSizes.log(id, in: database) else { return nil }
        return LogReader(tiles, tenant: id, size: UInt64(max(0, log.size)), last: log.last)
    }
}
