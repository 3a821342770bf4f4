public import JSON

/// Says that a resource's settings changed, and what they are now.
///
/// Kind `config.changed`; subject: the resource key.
public struct ConfigChanged: Codable, Sendable {
    /// The cloud, in lower case.
    public var provider: String
    /// The cloud's service, such as `s3`.
    public var service: String?
    /// The resource type as the cloud spells it.
    public var resourceType: String
    /// The resource's id within account, region and type.
    public var resourceId: String
    /// The region, or `global`.
    public var region: String
    /// The account, subscription or project.
    public var account: String
    /// The settings as the cloud gives them, with JSON that was encoded in strings decoded in place.
    public var configuration: RawJSON
    /// The settings before the change, where the source tells them.
    public var previousConfiguration: RawJSON?
    /// When the cloud saw this state.
    public var observedAt: Timestamp
    /// The cloud's own counter of states, where it has one; compared only with others of the same resource.
    public var version: Int64?
    /// Who made the change.
    public var actor: Actor?
    /// Who approved it.
    public var approval: Approval?
    /// What happened, and who told us.
    public var change: Change

    /// Takes all fields.
    public init(
        resource: Resource,
        service: String? = nil,
        configuration: RawJSON,
        previousConfiguration: RawJSON? = nil,
        observedAt: Timestamp,
        version: Int64? = nil,
        actor: Actor? = nil,
        approval: Approval? = nil,
        change: Change
    ) {
        provider = resource.provider
        self.service = service
        resourceType = resource.type
        resourceId = resource.id
        region = resource.region
        account = resource.account
        self.configuration = configuration
        self.previousConfiguration = previousConfiguration
        self.observedAt = observedAt
        self.version = version
        self.actor = actor
        self.approval = approval
        self.change = change
    }

    /// The resource that changed.
    public var resource: Resource {
        Resource(provider: provider, account: account, region: region, type: resourceType, id: resourceId)
    }
}

/// Who did something, as the source states it.
public struct Actor: Codable, Hashable, Sendable {
    /// The actor's id, such as an ARN or a user name.
    public var id: String
    /// What the actor is: `user`, `role`, `service` and so on.
    public var kind: String?
    /// The address the actor came from.
    public var address: String?
    /// How: `console`, `api` and so on.
    public var `protocol`: String?
    /// Whether the actor used special privileges.
    public var privileged: Bool?

    /// Takes all fields.
    public init(
        id: String,
        kind: String? = nil,
        address: String? = nil,
        protocol: String? = nil,
        privileged: Bool? = nil
    ) {
        self.id = id
        self.kind = kind
        self.address = address
        self.protocol = `protocol`
        self.privileged = privileged
    }
}

/// Who approved a change, and where that is written.
public struct Approval: Codable, Hashable, Sendable {
    /// The approver's id.
    public var by: String
    /// When.
    public var at: Timestamp
    /// The ticket or request, where there is one.
    public var ticket: String?

    /// Takes all fields.
    public init(by: String, at: Timestamp, ticket: String? = nil) {
        self.by = by
        self.at = at
        self.ticket = ticket
    }
}

/// What happened to a resource and which source told it.
public struct Change: Codable, Hashable, Sendable {
    /// What happened.
    public var action: ChangeAction
    /// Who told: `aws-config`, `console` and so on.
    public var source: String

    /// Takes both fields.
    public init(action: ChangeAction, source: String) {
        self.action = action
        self.source = source
    }
}
