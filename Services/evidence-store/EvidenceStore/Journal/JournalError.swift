import Keystore
import SQL

/// Why the journal could not be opened or written.
///
/// Nothing of the transaction was kept.
enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process has the directory.
    case locked(directory: String)
    /// Another store began a later epoch: this one must end, nothing that it does is kept.
    case fenced(String, by: String)
    /// The directory could not be made or opened.
    case directory(String, reason: String)
    /// The journal is of a newer release.
    case tooNew(version: Int, known: Int)
    /// No room; it may work again when there is.
    case diskFull(String)
    /// The disk failed, or the file is damaged.
    case database(SQLError)
    /// A journal of the release before, which is upgraded before it is opened.
    case needsUpgrade(version: Int)
    /// A tenant's key is neither there nor can be made.
    case keyMissing(tenant: String)
    /// The keystore or the master key cannot be used.
    case keys(String)
    /// The signing key is not the one that signed what is there.
    case foreignSignature(key: String)
    /// A log's tiles or leaves are missing.
    case log(LogDamage)
    /// A test said so.
    case fault(String)

    init(_ error: SQLError) {
        self = error.isDiskFull ? .diskFull(error.description) : .database(error)
    }

    init(any error: any Error) {
        self =
            switch error {
            case let error as JournalError: error
            case let error as SQLError: JournalError(error)
            case let error as KeystoreError: .keys(error.description)
            case let error as LogDamage: .log(error)
            default: .database(SQLError(.other, "\(error)", in: "journal"))
            }
    }

    /// Whether trying again later may help: the store answers `later` and goes on trying.
    var isTemporary: Bool {
        switch self {
        case .diskFull: true
        case .database(let error):
            error.isInputOutput || error.isBusy || error.isConnection || error.isInterrupted
        default: false
        }
    }

    var description: String {
        switch self {
        case .locked(let directory):
            "another evidence-store is using \(directory): stop it, or give this one a directory of its own"
        case .fenced(let epoch, let other):
            "the journal is another evidence-store's now: this one began epoch \(epoch), the journal's is \(other)"
        case .directory(let path, let reason): "the journal's directory \(path) cannot be used: \(reason)"
        case .tooNew(let version, let known):
            "the journal has schema \(version), this release knows \(known): install the newer release again"
        case .needsUpgrade(let version): "the journal has schema \(version): it must be upgraded first"
        case .keyMissing(let tenant): "there is no key for tenant \(tenant), and none can be made: look at the keystore"
        case .keys(let reason): reason
        case .foreignSignature(let key):
            "the last checkpoint of this journal was not signed by \(key): give the signing key that this journal had"
        case .log(let damage): damage.description
        case .diskFull(let reason): "the journal cannot grow, make room on its disk: \(reason)"
        case .database(let error): "the journal's database failed: \(error)"
        case .fault(let step): "a test stopped the journal at \(step)"
        }
    }
}
