/// Says why the copy could not be written or read.
enum CopyError: Error, Hashable, Sendable {
    /// The target cannot be reached, or fails; later it may work.
    case unavailable(String)
    /// The target refuses what is asked of it: credentials, rights, a bucket that is not there. Somebody must look.
    case refused(String)
    /// The target holds something else under a name that is written once.
    case differs(name: String)
    /// What the target holds does not follow from this journal, or is damaged.
    case notThisJournal(String)
    /// The journal could not be read.
    case journal(String)

    /// Whether the same may work later without anybody's help.
    var isTransient: Bool {
        switch self {
        case .unavailable, .journal: true
        case .refused, .differs, .notThisJournal: false
        }
    }
}

extension CopyError: CustomStringConvertible {
    /// What an operator should look at; never credentials.
    var description: String {
        switch self {
        case .unavailable(let why): "the copy cannot be reached: \(why)"
        case .refused(let why): "the copy was refused: \(why)"
        case .differs(let name): "the copy holds something else under the name \(name)"
        case .notThisJournal(let why): "the copy does not belong to this journal: \(why)"
        case .journal(let why): "the journal could not be read for the copy: \(why)"
        }
    }
}
