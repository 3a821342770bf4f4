import Crypto
import Messages
import SQL

/// What was configured last, as digests: to say at the next start what is not as before.
struct ConfigurationRecord: Hashable {
    /// The digest of each entry, by its name.
    var entries: [String: String]

    /// The digest of all of it, `sha256:` before it.
    var digest: String { DerivedID.contentDigest(Array(text.utf8)) }

    /// One line for each entry, sorted by name.
    private var text: String {
        entries.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value)\n" }.joined()
    }

    init(entries: [String: String]) { self.entries = entries }

    /// What stands in the journal of this part; nil where it was never said.
    init?(of part: StoreConfigured.Part, in database: Database) throws {
        let text = try database.first("SELECT value FROM meta WHERE name = ?1", Self.name(part)) { $0.text(0) }
        guard let text else { return nil }
        entries = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", maxSplits: 1)
            if fields.count == 2 { entries[String(fields[0])] = String(fields[1]) }
        }
    }

    func save(as part: StoreConfigured.Part, in database: Database) throws {
        try database.run(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            Self.name(part),
            text
        )
    }

    /// What is not as before.
    func difference(from old: ConfigurationRecord?, _ part: StoreConfigured.Part) -> StoreConfigured {
        let before = old?.entries ?? [:]
        return StoreConfigured(
            what: part,
            digest: digest,
            added: entries.keys.filter { before[$0] == nil }.sorted(),
            removed: before.keys.filter { entries[$0] == nil }.sorted(),
            changed: entries.filter { before[$0.key] != nil && before[$0.key] != $0.value }.keys.sorted()
        )
    }

    /// The digest of one value.
    static func digest(of value: String) -> String { SHA256.hash(value).hex }

    private static func name(_ part: StoreConfigured.Part) -> String { "configured-\(part.rawValue)" }
}
