import Crypto
import EvidenceLog
import SQL

/// The names under which a journal's checkpoints were signed, one after another.
///
/// There is more than one only where a journal was restored without what had been signed after its backup: from there on checkpoints bear
/// another name, `…~2`, so that no two of one name contradict each other.
struct JournalOrigins: Hashable, Sendable {
    /// The name of the entries from a position on.
    private struct Part: Hashable {
        var first: Int64
        var origin: String
    }

    private var parts: [Part]

    /// Reads `meta`: `origin` is the name now, `origins` has a line for each name and where it begins, where there was another.
    init(in database: Database) throws(SQLError) {
        let now = try database.first("SELECT value FROM meta WHERE name = 'origin'") { $0.text(0) } ?? ""
        let text = try database.first("SELECT value FROM meta WHERE name = 'origins'") { $0.text(0) } ?? ""
        parts = text.split(separator: "\n").compactMap { line in
            guard let blank = line.firstIndex(of: " "), let first = Int64(line[..<blank]) else { return nil }
            return Part(first: first, origin: String(line[line.index(after: blank)...]))
        }
        if parts.last?.origin != now { parts = [Part(first: 0, origin: now)] }
    }

    /// The name now.
    var current: String { parts.last?.origin ?? "" }

    /// All names, the oldest first.
    var all: [String] { parts.map(\.origin) }

    /// The name that the store log's entry at a position was signed under.
    func origin(at position: Int64) -> String { (parts.last { $0.first <= position } ?? parts.first)?.origin ?? "" }

    /// The name without what restores added to it.
    static func base(of origin: String) -> String {
        guard let mark = origin.lastIndex(of: "~"), Int(origin[origin.index(after: mark)...]) != nil else {
            return origin
        }
        return String(origin[..<mark])
    }

    /// Which name it is: 1 for the first, 2 after the first restore that gave it another, and so on.
    static func generation(of origin: String) -> Int { Int(origin.dropFirst(base(of: origin).count + 1)) ?? 1 }

    /// Gives the entries from `position` on the next name, and returns it.
    mutating func begin(at position: Int64, in database: Database) throws(SQLError) -> String {
        let name = "\(Self.base(of: current))~\(Self.generation(of: current) + 1)"
        parts.append(Part(first: position, origin: name))
        let text = parts.map { "\($0.first) \($0.origin)" }.joined(separator: "\n")
        for (key, value) in [("origin", name), ("origins", text)] {
            try database.run(
                """
                INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
                key,
                value
            )
        }
        return name
    }
}

/// Whose signatures a journal's checkpoints must carry.
struct JournalSigners: Sendable {
    let origins: JournalOrigins
    let key: Ed25519.PublicKey

    /// Of the store log's checkpoint at a position.
    func store(at position: Int64) -> NoteVerifier {
        NoteVerifier(name: LogOrigin.store(origins.origin(at: position)), key: key)
    }

    /// Of a tenant's own checkpoint, signed with the entry at a position.
    func tenant(_ name: String, at position: Int64) -> NoteVerifier {
        NoteVerifier(name: LogOrigin.tenant(name, of: origins.origin(at: position)), key: key)
    }
}
