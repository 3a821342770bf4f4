/// Orders that something of a tenant is kept, whatever retention and erasure say.
///
/// Kind `hold.placed`; subject: the hold.
public struct HoldPlaced: Codable, Hashable, Sendable {
    /// The hold's id, by which it is released: 1 to 63 of a-z, 0-9 and -.
    public var hold: String
    /// Whose evidence is held.
    public var tenant: String
    /// Records from this time on; absent: from the beginning.
    public var from: Timestamp?
    /// Records before this time; absent: also those to come.
    public var to: Timestamp?
    /// Only what is about this resource, by its key; absent: all resources.
    public var resource: String?
    /// Only what is about this finding, by its id; absent: all findings.
    public var finding: String?
    /// Why, for the record: a case, a request, a law.
    public var reason: String
    /// Who asked for it, where that is not the operator who says so.
    public var by: String?

    /// Takes all fields.
    public init(
        hold: String,
        tenant: String,
        from: Timestamp? = nil,
        to: Timestamp? = nil,
        resource: String? = nil,
        finding: String? = nil,
        reason: String,
        by: String? = nil
    ) {
        self.hold = hold
        self.tenant = tenant
        self.from = from
        self.to = to
        self.resource = resource
        self.finding = finding
        self.reason = reason
        self.by = by
    }
}

/// Ends a hold.
///
/// Kind `hold.released`; subject: the hold.
public struct HoldReleased: Codable, Hashable, Sendable {
    /// The hold's id.
    public var hold: String
    /// Why, for the record.
    public var reason: String

    /// Takes both fields.
    public init(hold: String, reason: String) {
        self.hold = hold
        self.reason = reason
    }
}
