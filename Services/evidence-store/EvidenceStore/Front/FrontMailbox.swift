import Synchronization
import Threading

/// What other threads have for the socket thread, and what wakes it.
///
/// Nothing of it may be lost, so it has no limit of its own; it holds no more than was taken in and asked, which the
/// queues to the other threads bound.
final class FrontMailbox: Sendable {
    private struct Content {
        var commits: [CommitNotice] = []
        var answers: [ReadAnswer] = []
        var isClosed = false
    }

    private let content = Mutex(Content())
    let wake = EventFD()

    /// Hands over a commit.
    func deliver(_ notice: CommitNotice) {
        content.withLock { if !$0.isClosed { $0.commits.append(notice) } }
        wake.signal()
    }

    /// Hands over an answer of a reader thread.
    func deliver(_ answer: ReadAnswer) {
        content.withLock { if !$0.isClosed { $0.answers.append(answer) } }
        wake.signal()
    }

    /// Takes everything, in order; for the socket thread.
    func take() -> (commits: [CommitNotice], answers: [ReadAnswer]) {
        content.withLock { content in
            defer {
                content.commits = []
                content.answers = []
            }
            return (content.commits, content.answers)
        }
    }

    /// Forgets whatever comes from now on.
    func close() {
        content.withLock { $0 = Content(isClosed: true) }
    }
}

/// A commit, and the refusals that are now on disk with it.
struct CommitNotice: Sendable {
    var commit: Commit
    var refused: [ReplyHandle] = []
}
