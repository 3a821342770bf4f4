import Messages

/// Which findings are wanted; everything that is nil or empty does not matter.
struct FindingFilter: Sendable {
    /// Nil for all tenants.
    var tenants: Set<String>?
    var status: Set<FindingStatus> = []
    var severity: Set<Severity> = []
    var category: String?
    var resourceType: String?
    /// A resource key.
    var resource: String?
    var rule: String?
    /// A finding's id, 64 hexadecimal digits.
    var finding: String?
}
