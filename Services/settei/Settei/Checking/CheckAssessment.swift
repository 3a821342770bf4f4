import Adapters
import JSON
import Messages
import Rules

/// The third step of a check: what rule packs say of the resources.
struct CheckAssessment {
    let packs: [RulePack]
    /// The kinds of resources that there are.
    let types: Set<ResourceType>
    let tenant: String
    let now: Timestamp

    /// Asks about all changes; only the rules for their types are compiled.
    /// - Throws: `PolicyError` where a rule does not compile.
    func verdicts(on changes: [CheckReader.Change], isWhole: Bool) throws -> [CheckVerdict] {
        let policy = try PolicySet(packs: packs, about: types)
        let members = changes.map { change in Result { try SnapshotMember(change) } }
        let readable = members.compactMap { try? $0.get() }
        var assessments = policy.evaluate(readable, isWhole: isWhole, tenant: tenant, now: now)[...]
        return zip(changes, members).map { change, member in
            let assessment: Assessment =
                switch member {
                case .success: assessments.popFirst() ?? Assessment()
                case .failure(let error):
                    policy.unreadable(
                        provider: change.adapted.change.provider,
                        resourceType: change.adapted.change.resourceType,
                        because: "\(error)"
                    )
                }
            return CheckVerdict(change, outcomes: assessment.outcomes)
        }
    }
}

extension SnapshotMember {
    /// A change as rules are asked about it, without writing its settings a second time.
    fileprivate init(_ change: CheckReader.Change) throws {
        let adapted = change.adapted
        var bare = adapted.change
        bare.configuration = RawJSON(trusted: Array("null".utf8))
        let limits = InputDocuments.limits
        self.init(
            resource: adapted.change.resource,
            names: adapted.names + [adapted.origin].compactMap(\.self),
            change: try JSONDocument(JSONTreeEncoder().encode(bare), limits: limits).root,
            configuration: try JSONDocument(adapted.change.configuration.bytes, limits: limits, gaps: adapted.gaps).root
        )
    }
}

extension CheckVerdict {
    init(_ change: CheckReader.Change, outcomes: [RuleOutcome], unlisted: Int = 0) {
        self.init(
            resource: change.adapted.change.resource,
            origins: [change.adapted.origin].compactMap(\.self),
            line: change.line,
            outcomes: outcomes,
            unlisted: unlisted
        )
    }
}
