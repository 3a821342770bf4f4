import Crypto
import JSON
import Messages
import Rules
import Threading

/// Writes the registry's messages; time and chance are passed in.
struct MessageMaker: Sendable {
    var source = "//settei/policy-registry"
    var clock: WallClock = .system
    var random: @Sendable () -> (UInt64, UInt64) = {
        let bytes = randomBytes(16)
        func word(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        return (word(bytes[..<8]), word(bytes[8...]))
    }

    func submission(of document: PolicyDocument) throws -> Message {
        let data = PolicySubmitted(
            document: document.document,
            part: document.part,
            version: document.version,
            digest: document.digest,
            content: RawJSON(trusted: document.content)
        )
        return try Message(header(.policySubmitted, subject: document.reference.subject), data: data)
    }

    func publication(of manifest: PolicyPublished) throws -> Message {
        try Message(header(.policyPublished, subject: "policy"), data: manifest)
    }

    func tenant(_ step: TenantPlan.Step) throws -> Message {
        try Message(header(step.kind, subject: step.tenant, tenant: step.tenant), data: step.data)
    }

    private func header(_ kind: Kind, subject: String, tenant: String? = nil) -> MessageHeader {
        let now = Timestamp(milliseconds: clock.now().milliseconds)
        return MessageHeader(
            id: MessageID(version7At: now, random: random()),
            kind: kind,
            source: source,
            tenant: tenant,
            subject: subject,
            time: now
        )
    }
}
