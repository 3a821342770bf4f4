import Messages

/// Reads single messages of the journal; each call may take a round trip to the store.
///
/// What fails to be read throws, and the item is given out again; nil means that the journal has no such message.
protocol Journal: Sendable {
    func alert(_ id: MessageID, tenant: String) async throws -> Alert?
    /// The plan that was made of an earlier alert.
    func plan(of alert: MessageID, tenant: String) async throws -> NotificationPlanned?
    func profile(of tenant: String) async throws -> KnownProfile?
}

/// Holds a profile and where in the journal it stands, so that an older one never replaces it.
struct KnownProfile: Sendable, Hashable {
    let profile: TenantProfile
    let seq: Int64
}
