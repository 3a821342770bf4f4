import Crypto
import SQLite

extension Keystore {
    /// Wraps every key by `master` instead, in one transaction: a crash leaves all under the old one or all under the new.
    ///
    /// Rows are overwritten in place, so that nothing in the file remains that the old master key opens. From its return
    /// on this keystore uses the new one.
    /// - Throws: ``KeystoreError/inUse(path:)`` while anybody else has it open;
    ///   ``KeystoreError/damaged(path:_:)`` when a key cannot be unwrapped, and nothing is changed.
    public func rotate(to master: MasterKey) throws(KeystoreError) {
        let new = Wrapping(master)
        try lock.alone { () throws(KeystoreError) in
            let problems = try check()
            guard problems.isEmpty else { throw .damaged(path: path, problems) }
            let old = wrapping
            do throws(KeystoreError) {
                try rewrap(from: old, to: new)
            } catch {
                wrapping = old
                throw error
            }
        }
    }

    private func rewrap(from old: Wrapping, to new: Wrapping) throws(KeystoreError) {
        try transaction { () throws in
            _ = try sum()
            let live = try rows { $0.isDestroyed ? nil : $0 }
            let update = try database.prepare("UPDATE keys SET wrapped = ?1 WHERE number = ?2")
            var sum = KeySum()
            for var row in live {
                guard let key = old.unwrap(row) else {
                    let problem = KeystoreProblem(key: row.keyID, reason: "a bit of its row was changed")
                    throw KeystoreError.damaged(path: path, [problem])
                }
                row.wrapped = try new.wrap(key, row)
                try update.bind(1, row.wrapped)
                try update.bind(2, row.number)
                try update.run()
                sum.add(row, new.hash)
            }
            wrapping = new
            try write(sum)
        }
    }
}
