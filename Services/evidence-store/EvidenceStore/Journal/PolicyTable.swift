import Messages
import SQL

/// Knows which policy documents are held, and which manifest is in force.
final class PolicyTable {
    private let database: Database
    private(set) var inForce: PolicyReference?

    init(in database: Database) throws {
        self.database = database
        try reload()
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        inForce = try database.first("SELECT version, digest FROM policies ORDER BY seq DESC LIMIT 1") {
            PolicyReference(version: $0.int64(0), digest: $0.text(1))
        }
    }

    /// Why a manifest may not be put in force; nil when it may.
    ///
    /// A version that does not grow is a conflict too: verdicts are ordered by it.
    func objection(to manifest: ManifestFacts) throws -> (RefusalCode, where: String)? {
        guard manifest.previous == inForce?.digest else { return (.policyConflict, "data.previous") }
        guard manifest.version > inForce?.version ?? 0 else { return (.policyConflict, "data.version") }
        for (index, document) in manifest.documents.enumerated() {
            let isHeld = try database.first(
                "SELECT 1 FROM documents WHERE document = ? AND part = ? AND digest = ?",
                document.document,
                document.part.rawValue,
                document.digest,
                read: { _ in true }
            )
            if isHeld == nil { return (.unknownDocument, "data.documents[\(index)]") }
        }
        return nil
    }

    func hold(_ document: DocumentFacts, seq: Int64) throws {
        try database.run(
            """
            INSERT INTO documents (document, part, digest, version, seq) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (document, part, digest) DO NOTHING
            """,
            document.document,
            document.part.rawValue,
            document.digest,
            document.version,
            seq
        )
    }

    func putInForce(_ manifest: ManifestFacts, seq: Int64) throws {
        try database.run(
            "INSERT INTO policies (seq, version, digest, previous) VALUES (?, ?, ?, ?)",
            seq,
            manifest.version,
            manifest.digest,
            manifest.previous
        )
        inForce = PolicyReference(version: manifest.version, digest: manifest.digest)
    }
}
