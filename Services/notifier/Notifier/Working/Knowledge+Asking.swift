import Messages

extension Knowledge {
    /// Returns a tenant's profile, asking the journal where none is known or the known one has not the route.
    ///
    /// A tenant may have been registered, or have got a route, a moment ago, and another replica has planned with it: the
    /// journal has the last word.
    func profile(
        of tenant: String,
        havingRoute route: String? = nil,
        asking journal: any Journal
    ) async throws -> TenantProfile? {
        if let profile = profile(of: tenant), route == nil || profile.routes.contains(where: { $0.id == route }) {
            return profile
        }
        // A profile of another tenant is no answer, however it got there (N6).
        if let found = try await journal.profile(of: tenant), found.profile.id == tenant { learn(found) }
        return profile(of: tenant)
    }
}
