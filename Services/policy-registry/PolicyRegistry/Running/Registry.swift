import Bus
import Diagnostics
import Messages
import Rules
import ServiceKit

/// Looks at the folders and publishes what changed, again and again.
struct Registry {
    let policiesPath: String
    let tenantsPath: String
    let publisher: Publisher
    let log: Log
    let health: Health
    let metrics: RegistryMetrics

    private var seen: (policies: WatchedDirectory, tenants: WatchedDirectory)?
    /// Whether the last publication did not come about, so that the next look tries again.
    private var isPending = false
    /// The policy that was in force when the journal was last compared.
    private(set) var inForce: PolicyReference?

    init(
        policies: String,
        tenants: String,
        publisher: Publisher,
        log: Log,
        health: Health,
        metrics: RegistryMetrics
    ) {
        policiesPath = policies
        tenantsPath = tenants
        self.publisher = publisher
        self.log = log
        self.health = health
        self.metrics = metrics
    }

    /// Reads the folders when something in them changed, and publishes.
    ///
    /// - Parameter reads: read and compare everything again although nothing changed.
    mutating func look(andRead reads: Bool) async {
        let now = (policies: WatchedDirectory(path: policiesPath), tenants: WatchedDirectory(path: tenantsPath))
        let isChanged = seen?.policies != now.policies || seen?.tenants != now.tenants
        guard isChanged || reads || isPending else { return }
        seen = now
        let proposal = Proposal(policies: now.policies, tenants: now.tenants)
        metrics.count(proposal)
        // The same mistakes are not told again while only the journal is being waited for.
        if isChanged || reads { report(proposal) }
        isPending = false
        await publishPacks(of: proposal)
        await publishTenants(of: proposal)
    }

    private mutating func publishPacks(of proposal: Proposal) async {
        guard proposal.mayPublishPacks else {
            let count = proposal.packs.diagnostics.errors.count + proposal.unreadable.errors.count
            health.setNotReady("policies", "\(count) mistakes in the rule packs; the last good policy stays in force")
            return
        }
        do {
            let result = try await publisher.publish(proposal.packs.packs)
            if let reference = result.inForce { inForce = reference }
            report(result)
        } catch {
            fail("policies", error)
        }
    }

    private mutating func publishTenants(of proposal: Proposal) async {
        do {
            let changed = try await publisher.publish(proposal.tenants.profiles)
            metrics.tenantUpdates.increment(by: changed.count)
            for tenant in changed { log.notice("tenant published", [.tenant: .string(tenant)]) }
            let mistakes = proposal.tenants.diagnostics.errors.count
            if mistakes == 0 {
                health.setReady("tenants")
            } else {
                health.setNotReady("tenants", "\(mistakes) mistakes in the tenants' profiles; others are published")
            }
        } catch {
            fail("tenants", error)
        }
    }

    private mutating func fail(_ part: String, _ error: any Error) {
        isPending = true
        metrics.failures.increment()
        health.setNotReady(part, "the journal cannot be reached or does not take it")
        log.warning("not published, trying again", [.what: .string(part), .error: .error(error)])
    }
}

extension Registry {
    private func report(_ proposal: Proposal) {
        for diagnostic in proposal.diagnostics {
            let line: KeyValuePairs<LogKey, LogValue> = [
                .path: .string(diagnostic.file), .diagnostic: .string(diagnostic.rendered()),
            ]
            if diagnostic.severity == .error {
                log.error("mistake in a file", line)
            } else {
                log.warning("doubt about a file", line)
            }
        }
        log.info(
            "folders read",
            [
                .count: .int(proposal.packs.packs.count), .tests: .int(proposal.packs.testCount),
                .mistakes: .int(proposal.diagnostics.errors.count),
            ]
        )
    }

    private func report(_ result: Publisher.PackResult) {
        switch result {
        case .unchanged(let reference):
            health.setReady("policies")
            metrics.policyVersion.set(Double(reference?.version ?? 0))
        case .published(let reference, let submitted, let retired):
            health.setReady("policies")
            metrics.publications.increment()
            metrics.submissions.increment(by: submitted)
            metrics.policyVersion.set(Double(reference.version))
            log.notice(
                "policy published",
                [
                    .policyVersion: .int(reference.version), .policyDigest: .string(reference.digest),
                    .submitted: .int(submitted), .retired: .string(retired.joined(separator: ",")),
                ]
            )
        case .rejected(let mistakes):
            health.setNotReady("policies", "the rule packs do not go together with the policy in force")
            for mistake in mistakes {
                log.error(
                    "pack does not go with the policy in force",
                    [
                        .document: .string(mistake.document), .rule: .string(mistake.rule ?? ""),
                        .reason: .string(mistake.text),
                    ]
                )
            }
        }
    }
}
