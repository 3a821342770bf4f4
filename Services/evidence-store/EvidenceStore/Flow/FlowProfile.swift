import JSON
import Messages

/// What a tenant's profile says of its share.
struct FlowProfile: Sendable, Hashable {
    let tenant: String
    /// The number of the message that says it.
    let seq: Int64
    let weight: Int
    let limits: FlowLimits?

    init(_ profile: TenantProfile, seq: Int64) {
        tenant = profile.id
        self.seq = seq
        // What an older release recorded was not checked.
        weight = min(max(profile.weight ?? 1, TenantProfile.weights.lowerBound), TenantProfile.weights.upperBound)
        limits = profile.limits?.checked
    }

    /// Reads a recorded `tenant.registered` or `tenant.updated`; nil where it cannot be read, as after an erasure.
    init?(_ message: RecordedMessage) {
        guard !message.isErased, let told = try? ReceivedMessage(message.bytes).decode(TenantUpdated.self) else {
            return nil
        }
        self.init(told.profile, seq: message.seq)
    }
}

extension FlowLimits {
    /// Only values that may be; the journal may hold what nobody checked.
    fileprivate var checked: FlowLimits {
        var limits = self
        for field in Self.fields {
            if let value = limits[keyPath: field.path], !field.range.contains(value) {
                limits[keyPath: field.path] = nil
            }
        }
        return limits
    }
}
