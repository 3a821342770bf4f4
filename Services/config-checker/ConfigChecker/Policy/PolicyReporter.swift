import Messages
import Rules
import ServiceKit

/// Turns what becomes of policies into log lines and readiness.
struct PolicyReporter: Sendable {
    /// Mistakes of one policy that are logged one by one; the rest are counted.
    private static let maximumLines = 20

    let log: Log
    let health: Health

    func report(_ event: PolicyFollower.Event) {
        switch event {
        case .adopted(let reference, let rules):
            health.setReady("policy")
            log.notice(
                "policy in use",
                [
                    .policyVersion: .int(reference.version), .policyDigest: .string(reference.digest),
                    .count: .int(rules),
                ]
            )
        case .confirmed:
            health.setReady("policy")
        case .none:
            health.setNotReady("policy", "no policy has been published yet")
        case .rejected(let reference, let mistakes):
            health.setNotReady("policy", "policy \(reference.version) does not compile (\(mistakes.count) mistakes)")
            log.error(
                "policy does not compile, the one before stays in use",
                [.policyVersion: .int(reference.version), .count: .int(mistakes.count)]
            )
            for mistake in mistakes.prefix(Self.maximumLines) {
                log.error(
                    "mistake in the policy",
                    [
                        .document: .string(mistake.document), .rule: .string(mistake.rule ?? ""),
                        .reason: .string(mistake.text),
                    ]
                )
            }
        case .unreadable(let reason):
            health.setNotReady("policy", "the policy cannot be read")
            log.warning("policy cannot be read, trying again", [.reason: .string(reason)])
        }
    }
}
