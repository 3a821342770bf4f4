import Bus
import JSON
import Messages
import Rules

/// Brings the journal to what the directories propose.
struct Publisher: Sendable {
    /// What became of the packs.
    enum PackResult: Equatable, Sendable {
        /// The journal says it already.
        case unchanged(PolicyReference?)
        /// A new manifest is in force.
        case published(PolicyReference, submitted: Int, retired: [String])
        /// The packs do not go together with what stays in force; nothing was published.
        case rejected([PolicyError.Mistake])

        /// The policy in force afterwards, where that is known.
        var inForce: PolicyReference? {
            switch self {
            case .unchanged(let reference): reference
            case .published(let reference, _, _): reference
            case .rejected: nil
            }
        }
    }

    /// How often another registry may come first before this one gives up until the next look at the directories.
    static let maximumConflicts = 5

    let journal: any PolicyJournal
    var maker = MessageMaker()

    /// Publishes packs that are valid by themselves: the documents that changed, then the manifest.
    ///
    /// The manifest names the one it follows; where another came in between, the store refuses it and everything is compared anew.
    /// - Throws: what the journal throws.
    func publish(_ packs: [RulePack]) async throws -> PackResult {
        var submitsAll = false
        for _ in 0..<Self.maximumConflicts {
            let fetcher = PolicyFetcher { [journal] kind, subject in
                try await journal.latest(kind, subject: subject, tenant: nil)?.bytes
            }
            let current = try await fetcher.manifest()
            let plan = PublicationPlan(packs: packs, current: current)
            guard let manifest = plan.manifest else {
                return .unchanged(current.map { PolicyReference(version: $0.version, digest: $0.digest) })
            }
            guard plan.outdated.isEmpty else { return .rejected(plan.outdated) }
            let documents = packs.filter { !$0.retired }.flatMap(\.documents)
            if let mistakes = try await mistakes(of: manifest, documents, fetcher) { return .rejected(mistakes) }
            let submissions = submitsAll ? documents : plan.submissions
            for document in submissions { try await journal.publish(maker.submission(of: document)) }
            do {
                try await journal.publish(maker.publication(of: manifest))
            } catch BusError.refused(let code) where code == RefusalCode.policyConflict.rawValue {
                continue
            } catch BusError.refused(let code) where code == RefusalCode.unknownDocument.rawValue && !submitsAll {
                submitsAll = true
                continue
            }
            let reference = PolicyReference(version: manifest.version, digest: manifest.digest)
            return .published(reference, submitted: submissions.count, retired: manifest.retired)
        }
        throw BusError.refused(code: RefusalCode.policyConflict.rawValue)
    }

    /// Compiles the policy as checkers will, together with the documents that stay in force although no file speaks of them.
    private func mistakes(
        of manifest: PolicyPublished,
        _ documents: [PolicyDocument],
        _ fetcher: PolicyFetcher
    ) async throws -> [PolicyError.Mistake]? {
        let all = try await fetcher.documents(of: manifest, parts: [.rules], known: documents)
        do throws(PolicyError) {
            _ = try PolicySet(PolicyReference(version: manifest.version, digest: manifest.digest), documents: all)
            return nil
        } catch {
            return error.mistakes
        }
    }

    /// Publishes the profiles that changed and returns their tenants.
    /// - Throws: what the journal throws.
    func publish(_ profiles: [TenantProfile]) async throws -> [String] {
        var recorded: [String: String] = [:]
        for profile in profiles { recorded[profile.id] = try await digest(of: profile.id) }
        let plan = TenantPlan(profiles: profiles, recorded: recorded)
        for step in plan.steps { try await journal.publish(maker.tenant(step)) }
        return plan.steps.map(\.tenant)
    }

    /// The digest of the profile that the journal has, which is the later of the two kinds.
    private func digest(of tenant: String) async throws -> String? {
        let registered = try await journal.latest(.tenantRegistered, subject: tenant, tenant: tenant)
        let updated = try await journal.latest(.tenantUpdated, subject: tenant, tenant: tenant)
        guard let latest = [registered, updated].compactMap(\.self).max(by: { $0.seq < $1.seq }) else { return nil }
        return try ReceivedMessage(latest.bytes).decode(TenantUpdated.self).digest
    }
}
