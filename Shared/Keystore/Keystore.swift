import Crypto
import Glibc
import SQLite

/// Keeps the tenants' keys in a file of its own, each wrapped by the master key.
///
/// For one thread at a time.
public final class Keystore {
    /// What may be done with the file.
    public enum Mode: Sendable {
        case open, create, readOnly
    }

    /// Says which master key wraps the keys; no secret.
    public let fingerprint: String
    private let database: Database
    private let wrapping: SealingKey

    /// Opens the keystore, and checks that the master key is its own.
    public init(path: String, master: MasterKey, mode: Mode) throws(KeystoreError) {
        fingerprint = master.fingerprint
        guard let key = SealingKey(bytes: master.bytes) else { throw KeystoreError("the master key is not 32 bytes") }
        wrapping = key
        do {
            database = try Database(
                path: path,
                access: mode == .readOnly ? .readOnly : mode == .create ? .create : .readWrite
            )
            if mode != .readOnly {
                try database.pragma("secure_delete", "ON")
                try database.pragma("journal_mode", "TRUNCATE")
                try database.pragma("synchronous", "FULL")
            }
            if mode == .create {
                try database.execute(
                    """
                    CREATE TABLE IF NOT EXISTS keys (id BLOB PRIMARY KEY, tenant TEXT NOT NULL, purpose INTEGER NOT NULL,
                    month INTEGER NOT NULL, made_at INTEGER NOT NULL, wrapped BLOB NOT NULL) STRICT
                    """
                )
            }
        } catch {
            throw KeystoreError("the keystore \(path) cannot be opened: \(error)")
        }
    }

    /// The bytes of a key; nil where it was destroyed or is unknown.
    public func bytes(of id: KeyID) throws(KeystoreError) -> [UInt8]? {
        do {
            let wrapped = try database.first("SELECT wrapped FROM keys WHERE id = ?", id.bytes) { $0.blob(0) }
            return try wrapped.map { try wrapping.open($0, label: Array("key".utf8) + id.bytes) }
        } catch {
            throw KeystoreError("key \(id.bytes) cannot be read: \(error)")
        }
    }

    /// Makes keys, on disk when this returns.
    public func make(_ uses: [KeyUse], at: Int64) throws(KeystoreError) -> [KeyID] {
        do {
            return try database.transaction {
                try uses.map { use in
                    guard let id = KeyID(bytes: randomBytes(16)) else { throw KeystoreError("no id") }
                    let wrapped = try wrapping.seal(randomBytes(32), label: Array("key".utf8) + id.bytes)
                    try database.run(
                        "INSERT INTO keys (id, tenant, purpose, month, made_at, wrapped) VALUES (?, ?, ?, ?, ?, ?)",
                        id.bytes,
                        use.tenant,
                        Int(use.purpose.rawValue),
                        Int(use.month),
                        at,
                        wrapped
                    )
                    return id
                }
            }
        } catch {
            throw KeystoreError("keys cannot be made: \(error)")
        }
    }

    /// Destroys keys, on disk when this returns.
    public func destroy(_ ids: [KeyID]) throws(KeystoreError) {
        do {
            try database.transaction { for id in ids { try database.run("DELETE FROM keys WHERE id = ?", id.bytes) } }
        } catch {
            throw KeystoreError("keys cannot be destroyed: \(error)")
        }
    }
}

@available(*, unavailable)
extension Keystore: Sendable {}
