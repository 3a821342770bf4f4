import Archive

/// Why a backup was not made or not restored; nothing was left behind.
enum BackupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The journal is on a server, which has tools of its own.
    case onServer
    /// A file or folder cannot be used.
    case file(String, String)
    /// A file that was to go into the backup has a secret in it.
    case secret(path: String, what: String)
    /// The archive is no whole backup.
    case archive(String)
    /// The archive has something else than was asked for.
    case otherPart(BackupManifest.Part)
    /// What is in the backup is not what was recorded.
    case damaged([String], count: Int)
    /// The keystore is not the one of this journal.
    case otherKeystore
    /// What was given to compare with is of another journal, or contradicts this one.
    case contradiction(String)
    /// Going on would contradict what was signed, or may.
    case loss(String)

    var description: String {
        switch self {
        case .onServer:
            """
            the journal is on a PostgreSQL server: back it up with pg_dump, or with pg_basebackup and archived WAL; \
            --part provider works here, and evidence verify works on what was restored
            """
        case .file(let path, let reason): "\(path): \(reason)"
        case .secret(let path, let what): "\(path) is not put into a backup: it has \(what)"
        case .archive(let reason): reason
        case .otherPart(let part):
            part == .provider
                ? "this backup has the provider's settings: unpack it with --to DIRECTORY"
                : "this backup has tenants' data: restore it with --journal DIRECTORY"
        case .damaged(let first, let count):
            "the backup is not restored, \(count) faults: " + first.joined(separator: "; ")
        case .otherKeystore:
            "none of the journal's keys is in this keystore: give the keystore that the journal had"
        case .contradiction(let what): what
        case .loss(let what):
            """
            \(what): going on under the same name would contradict what was signed. Give the copy (--copy) and the newest \
            checkpoint that anybody has (--checkpoint), or say --accept-loss: then checkpoints get a new name
            """
        }
    }
}
