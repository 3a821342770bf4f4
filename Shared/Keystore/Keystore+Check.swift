import SQLite

extension Keystore {
    /// Looks at every byte that is used: all keys unwrap, none is missing or added, and SQLite finds its own structure whole.
    ///
    /// - Returns: what is wrong; nothing when all is well.
    public func check() throws(KeystoreError) -> [KeystoreProblem] {
        do throws(KeystoreError) {
            return try problems()
        } catch {
            if case .database(_, let reason) = error, reason.isDamage {
                return [KeystoreProblem(key: nil, reason: "\(reason)")]
            }
            throw error
        }
    }

    private func problems() throws(KeystoreError) -> [KeystoreProblem] {
        var problems: [KeystoreProblem] = []
        var found = KeySum()
        let damaged = try rows { row -> KeystoreProblem? in
            if row.isDestroyed { return nil }
            found.add(row, wrapping.hash)
            guard row.record == nil || wrapping.unwrap(row) == nil else { return nil }
            return KeystoreProblem(key: row.keyID, reason: "row \(row.number): a bit of it was changed")
        }
        problems += damaged
        do throws(KeystoreError) {
            let written = try sum()
            if written != found, damaged.isEmpty {
                let reason =
                    "\(written.count) keys were written, \(found.count) are here, and they are not the same: "
                    + "rows were deleted, added or exchanged"
                problems.append(KeystoreProblem(key: nil, reason: reason))
            }
        } catch {
            guard case .damaged(_, let state) = error else { throw error }
            problems += state
        }
        let structure = try reading { () throws(SQLiteError) in
            try database.all("PRAGMA integrity_check(20)") { $0.text(0) }
        }
        return problems + structure.filter { $0 != "ok" }.map { KeystoreProblem(key: nil, reason: $0) }
    }
}
