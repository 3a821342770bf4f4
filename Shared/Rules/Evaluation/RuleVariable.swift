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

    var name: String { "\(self)" }
}
