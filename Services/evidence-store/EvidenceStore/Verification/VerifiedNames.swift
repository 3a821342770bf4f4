import Crypto
import EvidenceLog
import Keystore
import Messages
import SQL

/// What the rows of messages refer to, read once: names, peers' hashes, and what each key is for.
struct VerifiedNames: Sendable {
    struct Key: Sendable {
        var tenant: Int64
        var purpose: Int64
        var month: Int64
    }

    /// A kind with what follows from it, looked up once.
    struct KindOfMessage: Sendable {
        var name: String
        var isAnswer: Bool
        /// What keys of its messages are for; of a kind that this release does not know nothing fits.
        var purpose: Int64

        init(_ name: String) {
            let kind = Kind(rawValue: name)
            self.name = name
            isAnswer = kind?.isAnswer ?? false
            purpose = Int64(kind?.retentionClass.purpose.rawValue ?? 0)
        }
    }

    struct Peer: Sendable {
        var principal: Int64
        var key: Int64
        var hash: Digest
    }

    var tenants: [Int64: String] = [:]
    var kinds: [Int64: KindOfMessage] = [:]
    var principals: [Int64: String] = [:]
    var peers: [Int64: Peer] = [:]
    var keys: [Int64: Key] = [:]

    init(in database: Database) throws {
        tenants = try Self.names("tenants", database)
        kinds = try Self.names("kinds", database).mapValues(KindOfMessage.init)
        principals = try Self.names("principals", database)
        for row in try database.all(
            "SELECT id, principal, key, hash FROM peers",
            read: { ($0.int64(0), $0.int64(1), $0.int64(2), $0.digest(3)) }
        ) {
            peers[row.0] = Peer(principal: row.1, key: row.2, hash: row.3 ?? BatchChain.origin)
        }
        for row in try database.all(
            "SELECT id, tenant, purpose, month FROM keys",
            read: { ($0.int64(0), Key(tenant: $0.int64(1), purpose: $0.int64(2), month: $0.int64(3))) }
        ) { keys[row.0] = row.1 }
    }

    private static func names(_ table: String, _ database: Database) throws -> [Int64: String] {
        let rows = try database.all("SELECT id, name FROM \(table)") { ($0.int64(0), $0.text(1)) }
        return Dictionary(rows) { first, _ in first }
    }
}
