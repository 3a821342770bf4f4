import Messages

extension KeyRing {
    /// What hides the rows of a tenant that has messages.
    /// - Throws: ``JournalError/keyMissing(tenant:)`` where the tenant was erased: nothing may be written for it any more.
    func required(_ tenant: Int64) throws -> TenantKeys {
        guard let keys = try index(tenant) else { throw JournalError.keyMissing(tenant: "number \(tenant)") }
        return keys
    }
}
