import Messages
import ServiceKit
import Synchronization
import Threading

/// What the copy's thread does, and what it does when that fails.
final class CopyLoop {
    private let openTarget: () throws(CopyError) -> any CopyTarget
    private let journal: JournalConfiguration
    private let state: CopyState
    private let limit: Duration
    private let log: Log
    private let alert: (OperatorAlerted) -> Void
    private let clock: WallClock
    private var copier: Copier?
    private var failures = 0
    /// When the first of them was, in milliseconds.
    private var failing: Int64 = 0
    private var hasMore = false
    private var nextSegment = Instant(nanoseconds: 0)

    /// The least time between two segments, unless the first was full; a little less than between two turns.
    static let interval = Duration.milliseconds(900)
    /// The longest time between two attempts.
    static let longestPause = 60_000

    init(
        _ openTarget: @escaping () throws(CopyError) -> any CopyTarget,
        _ journal: JournalConfiguration,
        state: CopyState,
        limit: Duration,
        log: Log,
        clock: WallClock = .system,
        alert: @escaping (OperatorAlerted) -> Void
    ) {
        (self.openTarget, self.journal, self.state) = (openTarget, journal, state)
        (self.limit, self.log, self.clock, self.alert) = (limit, log, clock, alert)
    }

    /// Milliseconds to the next turn: a second; at once while there is more; twice as long after each failure.
    var pause: Int {
        if failures > 0 { return min(Self.longestPause, 1_000 << min(failures - 1, 10)) }
        return hasMore ? 0 : 1_000
    }

    func turn() {
        var needsHelp = false
        do throws(CopyError) {
            let now = MonotonicClock.system.now()
            let isDue = now >= nextSegment
            hasMore = try open().turn(mayWriteSegment: isDue)
            if isDue { nextSegment = now + Self.interval }
            if failures > 0 { log.notice("the copy goes on", [.attempt: .int(failures)]) }
            failures = 0
            state.problem.withLock { $0 = nil }
        } catch {
            if failures == 0 { failing = clock.now().milliseconds }
            failures += 1
            hasMore = false
            needsHelp = !error.isTransient
            state.failures.add(1, ordering: .relaxed)
            let isNews = state.problem.withLock { problem in
                defer { problem = error.description }
                return problem != error.description
            }
            if isNews { log.warning("nothing was copied", [.error: .error(error)]) }
            if case .journal = error { copier = nil }
        }
        judge(needsHelp: needsHelp)
    }

    private func open() throws(CopyError) -> Copier {
        if let copier { return copier }
        let target = try openTarget()
        do {
            let database = try JournalFile.openForReading(journal.directory)
            let made = try Copier(database, to: target, state: state, clock: clock)
            copier = made
            return made
        } catch {
            throw .journal("\(error)")
        }
    }

    /// Tells the operators when the copy gets too late, and when it is not any more.
    private func judge(needsHelp: Bool) {
        let behind = Duration.milliseconds(state.millisecondsBehind.load(ordering: .relaxed))
        // Also where the lag cannot be known, because the journal cannot be read or the target not be asked.
        let failed = Duration.milliseconds(failures == 0 ? 0 : clock.now().milliseconds - failing)
        let isLate = needsHelp || behind > limit || failed > limit
        guard state.isLate.exchange(isLate, ordering: .relaxed) != isLate else { return }
        let details = [
            "copy.target": state.target.withLock { $0 } ?? "",
            "copy.messages_behind": "\(state.messagesBehind.load(ordering: .relaxed))",
            "copy.seconds_behind": "\(behind.components.seconds)",
            "copy.problem": state.problem.withLock { $0 } ?? "none",
        ]
        let text =
            isLate
            ? "the copy of the evidence does not keep up: what is recorded now is on this machine alone"
            : "the copy of the evidence is complete again"
        alert(OperatorAlerted(isLate ? .copyLate : .copyRecovered, text: text, details: details))
    }
}

@available(*, unavailable)
extension CopyLoop: Sendable {}
