/// Says who a tenant is and how it wants to be told.
///
/// Kinds `tenant.registered`, `tenant.updated`; subject: the tenant.
public struct TenantUpdated: Codable, Hashable, Sendable {
    /// The profile.
    public var profile: TenantProfile
    /// `sha256:` over the profile's canonical JSON, by which a change is seen.
    public var digest: String

    /// Takes both fields.
    public init(profile: TenantProfile, digest: String) {
        self.profile = profile
        self.digest = digest
    }
}

/// A tenant's people, languages and routes.
///
/// Source: requirement R7; MIC-CFG III.1.4.1, IV.2.4.1.
public struct TenantProfile: Codable, Hashable, Sendable {
    /// The tenant's id, as in every message.
    public var id: String
    /// The tenant's name for people, by language.
    public var name: [String: String]
    /// The language where neither route nor person has one.
    public var language: Language
    /// The IANA time zone in which times are shown, such as `Asia/Tokyo`.
    public var timeZone: String
    /// The people that routes name.
    public var people: [Person]
    /// The ways by which the tenant is told.
    public var routes: [Route]
    /// How much it may send and ask; the store's defaults where nothing is said.
    public var limits: FlowLimits?
    /// Its share where tenants take turns, 1 to 16; 1 where nothing is said.
    public var weight: Int?

    /// The weights that a tenant can have.
    public static let weights = 1...16

    /// Takes all fields.
    public init(
        id: String,
        name: [String: String],
        language: Language = .ja,
        timeZone: String = "Asia/Tokyo",
        people: [Person] = [],
        routes: [Route] = [],
        limits: FlowLimits? = nil,
        weight: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.language = language
        self.timeZone = timeZone
        self.people = people
        self.routes = routes
        self.limits = limits
        self.weight = weight
    }

    /// Whether `text` can be a tenant's id: `[a-z0-9][a-z0-9-]{0,62}`.
    public static func isValid(id text: String) -> Bool {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
    }
}

/// One person of a tenant.
public struct Person: Codable, Hashable, Sendable {
    /// The id that routes use.
    public var id: String
    /// The name for people.
    public var name: String
    /// The mail address.
    public var email: String
    /// The person's own language.
    public var language: Language?

    /// Takes all fields.
    public init(id: String, name: String, email: String, language: Language? = nil) {
        self.id = id
        self.name = name
        self.email = email
        self.language = language
    }
}

/// One way by which a tenant is told.
public struct Route: Codable, Hashable, Sendable {
    /// The route's id, unique in the profile.
    public var id: String
    /// How.
    public var channel: Channel
    /// For e-mail: people's ids or mail addresses.
    public var to: [String]
    /// For a webhook: where.
    public var url: String?
    /// The name of a file in the notifier's secrets directory; the secret itself is never in a message.
    public var secretRef: String?
    /// The language on this route.
    public var language: Language?
    /// Findings below this are not told here.
    public var minimumSeverity: Severity

    /// Takes all fields.
    public init(
        id: String,
        channel: Channel,
        to: [String] = [],
        url: String? = nil,
        secretRef: String? = nil,
        language: Language? = nil,
        minimumSeverity: Severity = .low
    ) {
        self.id = id
        self.channel = channel
        self.to = to
        self.url = url
        self.secretRef = secretRef
        self.language = language
        self.minimumSeverity = minimumSeverity
    }
}
