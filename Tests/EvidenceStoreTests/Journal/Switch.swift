import Synchronization

@testable import EvidenceStore

/// The step at which a test stops a transaction.
final class Switch: Sendable {
    private let step = Mutex<JournalStep?>(nil)

    var value: JournalStep? {
        get { step.withLock { $0 } }
        set { step.withLock { $0 = newValue } }
    }
}
