import Crypto
import SQLite

/// Keeps the keys of an evidence-store in an SQLite file of its own, each wrapped by the master key; destroying a key erases
/// what it sealed.
///
/// One thread at a time. Several may be open on one file, in one process or more (active and standby): each call that
/// writes is one transaction, durable when it returns.
///
/// **Destruction.** A destroyed key's row stays, with zeros where the wrapped key stood. No row is ever deleted or moved:
/// SQLite's `secure_delete` overwrites what is deleted but leaves copies of rows where it rearranges pages. So rows are
/// only appended and overwritten at the same length, and no copy comes to be. The journal, which has the old page until
/// the commit, is truncated and synchronised by it. What a disk, a file system's snapshot or a backup keeps of old blocks
/// is out of reach of any program: rotating the master key makes it worthless (decision 0009).
///
/// **Crashes.** Make, destroy and rotate happen wholly or not at all. Who records an erasure elsewhere commits the order
/// first, then destroys, then commits that it is done, and at its start destroys again what was ordered and not done:
/// destroying is idempotent. A crash between the order and here leaves keys that still open; the other way round it would
/// leave erased payloads without a word of why. A crash within leaves a journal with the old pages until the file is opened
/// again for writing.
public final class Keystore {
    /// Says how a keystore is opened.
    public enum Mode: Sendable {
        /// Reads and writes; it must exist.
        case open
        /// Reads and writes, and makes it, with its folder, where there is none.
        case create
        /// Reads only.
        case readOnly
    }

    /// Where it is.
    public let path: String
    let database: Database
    let lock: KeystoreLock
    var wrapping: Wrapping
    private let lookup: Statement
    /// Whether all rows were once found to be those that were written.
    private var isKnownWhole = false

    /// Opens the keystore at `path`, whose folder nobody but its owner may enter.
    ///
    /// - Throws: ``KeystoreError/otherMaster(path:wrappedBy:given:)`` when `master` is not the key that it is wrapped by.
    public init(path: String, master: MasterKey, mode: Mode) throws(KeystoreError) {
        self.path = path
        wrapping = Wrapping(master)
        try KeystoreFile.prepare(path, mode)
        lock = try KeystoreLock(of: path, mode: mode)
        do throws(SQLiteError) {
            database = try KeystoreFile.database(path, mode)
        } catch {
            throw .database(path: path, error)
        }
        if mode == .create { try KeystoreFile.setUp(database, wrapping) }
        try KeystoreFile.verify(database)
        do throws(SQLiteError) {
            lookup = try database.prepare("SELECT \(KeyRow.columns) FROM keys WHERE id = ?1")
        } catch {
            throw .database(path: path, error)
        }
        _ = try sum()
    }

    /// Where the bytes of new keys come from; another source than chance only for a simulation that must give the same run again.
    public var keySource: (_ count: Int) -> [UInt8] = { randomBytes($0) }

    /// Names the master key; not secret.
    public var fingerprint: String { wrapping.fingerprint }

    /// Returns the 32 bytes of a key; nil when it was destroyed or never was here.
    ///
    /// - Throws: ``KeystoreError/damaged(path:_:)`` when bits of it, or the row itself, went missing: that is no erasure.
    public func bytes(of id: KeyID) throws(KeystoreError) -> [UInt8]? {
        guard let row = try row(of: id) else {
            if !isKnownWhole {
                let problems = try check()
                guard problems.isEmpty else { throw .damaged(path: path, problems) }
                isKnownWhole = true
            }
            return nil
        }
        if row.isDestroyed { return nil }
        if let bytes = wrapping.unwrap(row) { return bytes }
        // Somebody may have rotated the master key meanwhile: then that is the error.
        _ = try sum()
        throw .damaged(path: path, [KeystoreProblem(key: id, reason: "a bit of its row was changed")])
    }

    /// Makes a key for each of `uses`, in one transaction, durable when it returns.
    ///
    /// - Parameter at: when, in microseconds since 1970.
    public func make(_ uses: [KeyUse], at: Int64) throws(KeystoreError) -> [KeyID] {
        guard !uses.isEmpty else { return [] }
        return try transaction { () throws in
            var sum = try sum()
            let insert = try database.prepare(
                "INSERT INTO keys (id, tenant, purpose, month, made_at, wrapped) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            )
            var ids: [KeyID] = []
            for use in uses {
                let id = KeyID()
                var row = KeyRow(id: id, use: use, madeAt: at)
                row.wrapped = try wrapping.wrap(keySource(SealingKey.byteCount), row)
                try insert.bind(1, row.id)
                try insert.bind(2, row.tenant)
                try insert.bind(3, row.purpose)
                try insert.bind(4, row.month)
                try insert.bind(5, row.madeAt)
                try insert.bind(6, row.wrapped)
                try insert.run()
                sum.add(row, wrapping.hash)
                ids.append(id)
            }
            try write(sum)
            return ids
        }
    }

    /// Destroys keys: overwritten and durable when it returns; those that are gone or unknown are passed over.
    public func destroy(_ ids: [KeyID]) throws(KeystoreError) {
        guard !ids.isEmpty else { return }
        try transaction { () throws in
            // A damaged sum must not stand in the way of an erasure; check() goes on telling of it.
            var sum = try? sum()
            for id in ids {
                guard let row = try row(of: id), !row.isDestroyed else { continue }
                sum?.remove(row, wrapping.hash)
                try overwrite(row, by: [UInt8](repeating: 0, count: row.wrapped.count))
            }
            if let sum { try write(sum) }
        }
    }

    /// Tells which keys there are, oldest first, of one tenant or of all; never a key.
    public func list(tenant: String? = nil) throws(KeystoreError) -> [KeyRecord] {
        try rows { row in
            guard tenant == nil || row.tenant == tenant, !row.isDestroyed else { return nil }
            return row.record
        }
    }

    // MARK: Rows

    private func row(of id: KeyID) throws(KeystoreError) -> KeyRow? {
        try reading { () throws(SQLiteError) in
            try lookup.bind(1, id.bytes)
            defer { lookup.reset() }
            return try lookup.step() ? KeyRow(lookup) : nil
        }
    }

    /// Returns what `take` makes of each row, in the order in which they were made.
    func rows<R>(_ take: (KeyRow) -> R?) throws(KeystoreError) -> [R] {
        try reading { () throws(SQLiteError) in
            let statement = try database.prepare("SELECT \(KeyRow.columns) FROM keys NOT INDEXED ORDER BY number")
            defer { statement.finalize() }
            var found: [R] = []
            while try statement.step() {
                if let one = take(KeyRow(statement)) { found.append(one) }
            }
            return found
        }
    }

    /// Overwrites in place: the new bytes are as many as the old.
    func overwrite(_ row: KeyRow, by wrapped: [UInt8]) throws(SQLiteError) {
        try database.run("UPDATE keys SET wrapped = ?1 WHERE number = ?2", wrapped, row.number)
    }

    /// Reads the sum, which only the master key opens.
    func sum() throws(KeystoreError) -> KeySum {
        let state = try reading { () throws(SQLiteError) in
            try database.first("SELECT fingerprint, sealed FROM state") { ($0.text(0), $0.blob(1)) }
        }
        guard let state else { throw .damaged(path: path, [KeystoreProblem(key: nil, reason: "its state is missing")]) }
        if let sum = wrapping.open(state.1), state.0 == fingerprint { return sum }
        guard state.0 == fingerprint || wrapping.open(state.1) != nil else {
            throw .otherMaster(path: path, wrappedBy: state.0, given: fingerprint)
        }
        throw .damaged(path: path, [KeystoreProblem(key: nil, reason: "a bit of its state was changed")])
    }

    func write(_ sum: KeySum) throws {
        let sealed = try wrapping.seal(sum)
        try database.run("UPDATE state SET fingerprint = ?1, sealed = ?2", fingerprint, sealed)
    }

    // MARK: Errors

    func reading<R>(_ body: () throws(SQLiteError) -> R) throws(KeystoreError) -> R {
        do throws(SQLiteError) { return try body() } catch { throw .database(path: path, error) }
    }

    func transaction<R>(_ body: () throws -> R) throws(KeystoreError) -> R {
        do {
            return try database.transaction { try body() }
        } catch let error as KeystoreError {
            throw error
        } catch let error as SQLiteError {
            throw .database(path: path, error)
        } catch {
            throw .file(path: path, reason: "\(error)")
        }
    }
}

@available(*, unavailable)
extension Keystore: Sendable {}
