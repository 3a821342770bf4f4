import Messages

/// Says whom a route reaches, for people, and in which language.
struct Recipient: Sendable, Hashable {
    /// Addresses, a host or a folder; never a secret: the path of a webhook may be one.
    let text: String
    let language: Language
    /// The addresses of an e-mail route.
    let addresses: [MailAddress]

    /// Resolves a route's people; nil when it reaches nobody: no valid address, no readable URL.
    init?(_ route: Route, profile: TenantProfile) {
        let people = route.to.compactMap { name in profile.people.first { $0.id == name } }
        switch route.channel {
        case .email:
            addresses = route.to.compactMap { name in
                profile.people.first { $0.id == name }.map(Self.address) ?? MailAddress(name)
            }
            if addresses.isEmpty { return nil }
            text = addresses.map(\.address).joined(separator: ", ")
        case .webhook:
            guard let target = route.url.flatMap({ WebhookTarget($0) }) else { return nil }
            addresses = []
            text = target.shown
        case .directory:
            addresses = []
            text = "directory"
        }
        language = route.language ?? Self.common(people, of: route.to.count) ?? profile.language
    }

    private static func address(_ person: Person) -> MailAddress? {
        MailAddress(person.name.contains("<") ? person.email : "\(person.name) <\(person.email)>")
    }

    /// The language of all people of a route, where each has one and it is the same.
    private static func common(_ people: [Person], of count: Int) -> Language? {
        guard let first = people.first?.language, people.count == count else { return nil }
        return people.allSatisfy { $0.language == first } ? first : nil
    }
}
