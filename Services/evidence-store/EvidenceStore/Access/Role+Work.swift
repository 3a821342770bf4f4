import Access
import Messages

extension Role {
    /// The work that a replica of this role may take.
    var takes: WorkKindSet {
        switch self {
        case .configChecker: WorkKindSet(.assess)
        case .notifier: [WorkKindSet(.plan), WorkKindSet(.deliver)]
        default: []
        }
    }
}
