import Crypto
import EvidenceLog
import SQL

/// Checks what others added to entries, and the list of what was added, which the copy follows.
///
/// Whose signature a cosignature is, only somebody with the witness's key can tell.
struct AttestationChecks {
    let database: Database

    func faults() throws -> [EvidenceFault] { try timestamps() + cosignatures() + additions() }

    private func timestamps() throws -> [EvidenceFault] {
        let rows = try database.all(
            """
            SELECT t.position, t.authority, t.token, s.checkpoint FROM timestamps t
            LEFT JOIN store_log s ON s.position = t.position
            """
        ) { (position: $0.int64(0), authority: $0.text(1), token: $0.blob(2), checkpoint: $0.text(3)) }
        return rows.compactMap { row in
            guard let note = try? SignedNote(encoded: row.checkpoint) else {
                return EvidenceFault(.entry(row.position), "the timestamp of \(row.authority) is of no entry")
            }
            guard TimestampToken.digest(in: row.token) != SHA256.hash(note.text) else { return nil }
            return EvidenceFault(.entry(row.position), "the timestamp of \(row.authority) is not of its checkpoint")
        }
    }

    private func cosignatures() throws -> [EvidenceFault] {
        let rows = try database.all(
            """
            SELECT c.position, c.name, c.line, s.position FROM cosignatures c LEFT JOIN store_log s ON s.position = c.position
            """
        ) { (position: $0.int64(0), name: $0.text(1), line: $0.text(2), isEntry: !$0.isNull(3)) }
        return rows.compactMap { row in
            let signature = try? SignatureLine(text: row.line)
            guard !row.isEntry || signature?.name != row.name else { return nil }
            let what = "the cosignature of \(row.name) cannot be read or is of no entry"
            return EvidenceFault(.entry(row.position), what)
        }
    }

    /// What was said of entries stands in the list once, and nothing is in it that was not added; keys that a restore found
    /// destroyed come into it with the next start.
    private func additions() throws -> [EvidenceFault] {
        let said = """
            SELECT 1 AS what, position AS number, name FROM cosignatures
            UNION ALL SELECT 2, position, authority FROM timestamps
            """
        let found = "\(said) UNION ALL SELECT 3, id, '' FROM keys WHERE destroyed_at IS NOT NULL"
        let counts = try database.first(
            """
            SELECT (SELECT count(*) FROM (\(said)) AS said),
            (SELECT count(*) FROM (\(said)) AS said JOIN additions a USING (what, number, name)),
            (SELECT count(*) FROM (\(found)) AS found JOIN additions a USING (what, number, name)),
            (SELECT count(*) FROM additions), (SELECT coalesce(max(id), 0) FROM additions),
            (SELECT coalesce(min(id), 1) FROM additions)
            """
        ) { row in (0..<6).map { row.int64(Int32($0)) } }
        guard let counts, counts[0] != counts[1] || Set(counts[2...4]).count > 1 || counts[5] != 1 else { return [] }
        return [EvidenceFault(.journal, "the list of additions is not what was added, each once and in order")]
    }
}
