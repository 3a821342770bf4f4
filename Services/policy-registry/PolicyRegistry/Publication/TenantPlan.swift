import Messages
import Rules

/// Which tenant messages must be sent so that the journal says what the directory proposes.
struct TenantPlan: Equatable {
    /// One message to send.
    struct Step: Equatable {
        var kind: Kind
        var tenant: String
        var data: TenantUpdated
    }

    var steps: [Step]

    /// Compares the profiles with the digests that the journal has, by tenant.
    ///
    /// A tenant whose file disappears stays as it is: the end of a contract is an act of its own.
    init(profiles: [TenantProfile], recorded: [String: String]) {
        steps = profiles.sorted { $0.id < $1.id }.compactMap { profile in
            let digest = PolicyDocument.digest(of: profile.canonicalJSON)
            guard recorded[profile.id] != digest else { return nil }
            return Step(
                kind: recorded[profile.id] == nil ? .tenantRegistered : .tenantUpdated,
                tenant: profile.id,
                data: TenantUpdated(profile: profile, digest: digest)
            )
        }
    }
}
