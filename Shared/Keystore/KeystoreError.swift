public import SQLite

/// Says why a keystore or a file of keys cannot be used.
public enum KeystoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file or folder is absent, open to others, or not what it should be.
    case file(path: String, reason: String)
    /// The command that should print the master key did not.
    case command(program: String, reason: String)
    /// The keystore is wrapped by another master key; both are named by their fingerprints.
    case otherMaster(path: String, wrappedBy: String, given: String)
    /// Bytes of the keystore were changed; keys that are named cannot be used.
    case damaged(path: String, [KeystoreProblem])
    /// Another process, or another part of this one, has the keystore open.
    case inUse(path: String)
    /// It has keys already, where one for a new journal was asked for.
    case ofOtherJournal(path: String, keys: Int)
    /// SQLite refused.
    case database(path: String, SQLiteError)

    /// One line for an operator.
    public var description: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        case .command(let program, let reason): "master key command \(program): \(reason)"
        case .otherMaster(let path, let wrappedBy, let given):
            "keystore \(path): its master key has the fingerprint \(wrappedBy), the one given has \(given)"
        case .damaged(let path, let problems):
            "keystore \(path) is damaged, restore it from a copy: "
                + problems.prefix(5).map(\.description).joined(separator: "; ")
                + (problems.count > 5 ? "; and \(problems.count - 5) more" : "")
        case .inUse(let path): "keystore \(path) is in use; stop the evidence-stores that have it open"
        case .ofOtherJournal(let path, let keys):
            "the journal is new and empty, but keystore \(path) has \(keys) keys of a journal that was here before: "
                + "look whether the journal's volume is mounted and its address is right, or restore it; "
                + "a journal that is to begin anew needs an empty keystore"
        case .database(let path, let error): "keystore \(path): \(error)"
        }
    }
}
