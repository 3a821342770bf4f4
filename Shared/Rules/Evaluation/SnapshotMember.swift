public import JSON
public import Messages

/// One resource of a snapshot, plan or template, ready to be asked about.
public struct SnapshotMember: Sendable {
    /// Which resource it is.
    public let resource: Resource
    /// What the others may call it besides its id.
    public let names: [String]
    /// The data of its `config.changed`; the configuration in it counts only where there is no other.
    public let change: JSONNode
    /// Its settings, with their gaps.
    public let configuration: JSONNode

    /// Takes all fields.
    public init(resource: Resource, names: [String] = [], change: JSONNode, configuration: JSONNode) {
        self.resource = resource
        self.names = names
        self.change = change
        self.configuration = configuration
    }
}

extension PolicySet {
    /// Asks the rules about each member of a snapshot, in their order.
    ///
    /// - Parameters:
    ///   - isWhole: whether the members are each other's neighbours; otherwise relations are unknown.
    ///   - isOver: asked before each member; from where it says so on there are no more answers.
    public func evaluate(
        _ members: [SnapshotMember],
        isWhole: Bool,
        tenant: String,
        now: Messages.Timestamp,
        until isOver: () -> Bool = { false }
    ) -> [Assessment] {
        let neighbours = isWhole ? Neighbourhood(members.map(\.neighbour)) : nil
        var assessments: [Assessment] = []
        assessments.reserveCapacity(members.count)
        for member in members {
            guard !isOver() else { return assessments }
            let input = EvaluationInput(
                resource: member.resource,
                change: member.change,
                tenant: tenant,
                now: now,
                configuration: member.configuration,
                names: member.names,
                neighbours: neighbours
            )
            assessments.append(evaluate(input))
        }
        return assessments
    }
}

extension SnapshotMember {
    fileprivate var neighbour: Neighbourhood.Member {
        Neighbourhood.Member(
            provider: resource.provider,
            resourceType: resource.type,
            names: [resource.id] + names,
            config: configuration
        )
    }
}
