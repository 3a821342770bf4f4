import Messages
import Rules
import Synchronization

/// Holds the policy that evaluation threads use; one is put in the place of another between two items.
final class PolicyKeeper: Sendable {
    /// What the checker knows of its policy.
    struct State: Sendable {
        /// The last policy that compiled.
        var policy: PolicySet?
        /// Why the checker cannot work by the policy in force; nil while it can.
        var problem: String?
        /// The documents of ``policy``, so that the next one fetches only what changed.
        var documents: [PolicyDocument] = []
        /// Policies that did not compile.
        var compileErrors = 0
    }

    private let state = Mutex(State(problem: "no policy has been published yet"))

    /// The policy to use now; nil before the first.
    var policy: PolicySet? { state.withLock { $0.policy } }

    /// All of it.
    var current: State { state.withLock { $0 } }

    /// Puts a policy in force.
    func adopt(_ policy: PolicySet, documents: [PolicyDocument]) {
        state.withLock { state in
            state.policy = policy
            state.documents = documents
            state.problem = nil
        }
    }

    /// The policy that is there is the one in force.
    func confirm() {
        state.withLock { $0.problem = nil }
    }

    /// Keeps the policy that is there, and says why the one in force is not used.
    func reject(_ reason: String) {
        state.withLock { state in
            state.problem = reason
            state.compileErrors += 1
        }
    }

    /// Says what holds the next policy up, which is no mistake of the policy.
    func wait(for reason: String) {
        state.withLock { $0.problem = reason }
    }
}
