import Expressions

/// Names what a rule's expressions may speak of; the raw value is the variable's slot.
enum RuleVariable: Int, CaseIterable, Sendable {
    /// The resource as its cloud gives it.
    case config
    /// The same before the change, or null.
    case previous
    /// `provider`, `account`, `region`, `type`, `id`.
    case resource
    /// `action`, `source`, `actor`, `approval`, `observedAt`, `version`.
    case change
    /// `id`.
    case tenant
    /// When the resource is assessed, as a timestamp.
    case now
    /// The recorded baseline of the resource, or null.
    case baseline
    /// The cloud's default values, or null.
    case defaults
    /// The neighbours that the rule declares, by the relation's name.
    case related

    var name: String { "\(self)" }
}

extension RuleVariable {
    /// What is known of it whatever the resource is; nil for settings, which only a schema tells.
    ///
    /// Source: `Shared/Messages/PROTOCOL.md`, `config.changed`; what integrators add to actor and approval is theirs.
    var type: StaticType? {
        switch self {
        case .config, .previous, .baseline, .defaults, .related: nil
        case .now: .timestamp
        case .tenant: .record(RecordType(name: name, fields: [RecordType.Field("id", .string, isRequired: true)]))
        case .resource:
            .record(
                RecordType(
                    name: name,
                    fields: ["provider", "account", "region", "type", "id"].map {
                        RecordType.Field($0, .string, isRequired: true)
                    }
                )
            )
        case .change:
            .record(
                RecordType(
                    name: name,
                    fields: [
                        RecordType.Field("action", .string), RecordType.Field("source", .string),
                        RecordType.Field("actor", Self.actor), RecordType.Field("approval", Self.approval),
                        RecordType.Field("observedAt", .string), RecordType.Field("version", .dyn),
                    ]
                )
            )
        }
    }

    private static let actor = StaticType.record(
        RecordType(
            name: "change.actor",
            fields: [
                RecordType.Field("id", .string), RecordType.Field("kind", .string),
                RecordType.Field("address", .string), RecordType.Field("protocol", .string),
                RecordType.Field("privileged", .bool),
            ],
            others: .dyn
        )
    )

    private static let approval = StaticType.record(
        RecordType(
            name: "change.approval",
            fields: [
                RecordType.Field("by", .string), RecordType.Field("at", .string), RecordType.Field("ticket", .string),
            ],
            others: .dyn
        )
    )
}
