import Synchronization

@testable import EvidenceStore

/// A place between two steps of a process, where it may die.
enum CrashPoint: String, CaseIterable {
    case storeBeforeCommit, storeInBegunCommit, storeAfterAppending, storeAfterDeriving, storeAfterChaining
    case storeAfterCommit, storeBeforeDispatch, storeBeforeReceipts, storeAfterReceipts
    case checkerBeforeEvaluating, checkerAfterEvaluating, checkerAfterSending
    case notifierBeforeEffect, notifierAfterEffect, notifierAfterSending
    case integratorBeforeSending, integratorAfterSending, integratorBeforeSettling

    /// The step of a transaction after which the store dies.
    var journalStep: JournalStep? {
        switch self {
        case .storeInBegunCommit: .begun
        case .storeAfterAppending: .appended
        case .storeAfterDeriving: .derived
        case .storeAfterChaining: .chained
        case .storeAfterCommit: .committed
        default: nil
        }
    }
}

/// The process that comes by here dies.
struct Crash: Error {}

/// Says where the next process dies.
final class CrashPlan {
    private(set) var armed: CrashPoint?
    private(set) var struck: [CrashPoint: Int] = [:]
    let journal = JournalFault()

    func arm(_ point: CrashPoint) {
        armed = point
        journal.arm(point.journalStep.map { ($0, .fault(point.rawValue)) })
    }

    func disarm() {
        armed = nil
        journal.arm(nil)
    }

    /// A process is at `point`.
    func reach(_ point: CrashPoint) throws(Crash) {
        guard armed == point else { return }
        strike()
        throw Crash()
    }

    /// The journal stopped where it was told to.
    func strike() {
        if let armed { struck[armed, default: 0] += 1 }
        disarm()
    }
}

/// Makes a transaction of the journal fail at one of its steps.
final class JournalFault: Sendable {
    private let armed = Mutex<(JournalStep, JournalError)?>(nil)

    func arm(_ fault: (JournalStep, JournalError)?) { armed.withLock { $0 = fault } }

    func check(_ step: JournalStep) throws(JournalError) {
        if let (place, error) = armed.withLock({ $0 }), place == step { throw error }
    }
}
