import Bus
import Messages
import Rules

/// Keeps the policy in memory the one in force: reads it from the journal, follows what is published, compiles.
struct PolicyFollower: Sendable {
    /// What became of a policy, for logs and metrics.
    enum Event: Sendable, Equatable {
        /// It is in use.
        case adopted(PolicyReference, rules: Int)
        /// The one in use is still the one in force.
        case confirmed
        /// None was ever published.
        case none
        /// It does not compile; the one before stays in use.
        case rejected(PolicyReference, mistakes: [PolicyError.Mistake])
        /// It could not be read; tried again.
        case unreadable(String)
    }

    let source: any PolicySource
    let keeper: PolicyKeeper
    let limits: PolicySet.Limits
    /// How long to wait after the journal could not be read.
    var pause: Duration = .seconds(1)
    /// Told of each policy.
    let report: @Sendable (Event) -> Void

    /// Follows until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                let latest = try await source.latest(.policyPublished, "policy")
                if let latest { try await take(latest) } else { report(.none) }
                try await source.followManifests(after: latest?.seq ?? 0) { try await take($0) }
                // The stream ends without an error only when the bus stops or the task is cancelled.
                return
            } catch {
                let reason = "\(error)"
                keeper.wait(for: "the policy cannot be read: \(reason)")
                report(.unreadable(reason))
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Reads the documents of a manifest and puts them in force.
    /// - Throws: what reading throws; a policy with mistakes is no error here, the one before stays.
    func take(_ message: FeedMessage) async throws {
        let manifest = try PolicyFetcher.manifest(in: message.bytes)
        let reference = PolicyReference(version: manifest.version, digest: manifest.digest)
        guard keeper.policy?.reference != reference else {
            keeper.confirm()
            return report(.confirmed)
        }
        let known = keeper.current.documents
        let fetcher = PolicyFetcher { [source] kind, subject in try await source.latest(kind, subject)?.bytes }
        let documents = try await fetcher.documents(of: manifest, parts: [.rules], known: known)
        do throws(PolicyError) {
            let policy = try PolicySet(reference, documents: documents, limits: limits)
            keeper.adopt(policy, documents: documents)
            report(.adopted(reference, rules: policy.ruleCount))
        } catch {
            let count = error.mistakes.count
            keeper.reject("policy \(reference.version) does not compile (\(count) mistakes)")
            report(.rejected(reference, mistakes: error.mistakes))
        }
    }
}
