import Messages
import Rules

/// Holds what an alert says, ready for any language and any channel: words looked up, secrets masked, control
/// characters gone.
struct Story: Sendable {
    /// More findings than this are counted, not shown: nobody reads on, and a mail has its limits.
    static let mostItems = 50

    let alert: Alert
    let template: Template
    let language: Language
    /// The tenant's name in that language, or its id.
    let tenantName: String
    let clock: LocalClock
    let severity: Severity
    let items: [StoryItem]
    /// How many findings are not among the items.
    let omitted: Int
    let actor: StoryActor?

    init(_ alert: Alert, language: Language, profile: TenantProfile?, texts: PolicyTexts) {
        self.alert = alert
        self.language = language
        template = alert.template
        let name = profile?.name[language.rawValue] ?? profile?.name.values.sorted().first
        tenantName = Plain.line(name ?? alert.tenant, limit: 100)
        clock = LocalClock(zone: profile?.timeZone ?? "Asia/Tokyo")
        severity = alert.severity ?? .low
        // The worst first, what is resolved last; the finding's id keeps the order the same in every repeat.
        let told = alert.told.sorted { Self.rank($0) < Self.rank($1) }
        items = told.prefix(Self.mostItems).map { StoryItem($0, language: language, texts: texts) }
        omitted = told.count - items.count
        actor = alert.content.change?.actor.map(StoryActor.init)
    }

    private static func rank(_ transition: AlertTransition) -> (Int, Int, String) {
        (transition.status == .resolved ? 1 : 0, -transition.severity.rank, transition.finding)
    }

    /// The one resource that all items are about; nil in a summary of several.
    var resource: StoryResource? {
        guard let first = items.first?.resource else { return alert.content.resource.map(StoryResource.init) }
        return items.allSatisfy { $0.resource == first } ? first : nil
    }

    /// Who changed the settings and from where, for people.
    struct StoryActor: Sendable, Hashable {
        let id: String
        let kind: String?
        let address: String?
        let isPrivileged: Bool

        init(_ actor: Actor) {
            id = Plain.masked(actor.id)
            kind = actor.kind.map { Plain.masked($0) }
            address = actor.address.map { Plain.line($0, limit: 100) }
            isPrivileged = actor.privileged ?? false
        }
    }
}
