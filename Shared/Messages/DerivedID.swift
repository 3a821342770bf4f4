import Crypto

/// Ids that follow from what they are about, so that the same thing always has the same id.
///
/// Source: PROTOCOL.md, section 9.
public enum DerivedID: Sendable {
    /// The id of an item of work, and so of its answer.
    ///
    /// - Parameters:
    ///   - recordedAt: stands in for the cause's time where its id is not time-ordered.
    ///   - policy: the digest of the policy, for items that a new policy made.
    ///   - delivery: which try at the receiver, from 1; nil but for deliveries.
    public static func item(
        cause: MessageID,
        recordedAt: Timestamp,
        kind: WorkKind,
        trigger: Trigger? = nil,
        policy: String? = nil,
        route: String? = nil,
        delivery: Int? = nil
    ) -> MessageID {
        var hash = SHA256()
        part(&hash, cause.text)
        part(&hash, kind.rawValue)
        part(&hash, trigger?.rawValue ?? "")
        part(&hash, policy ?? "")
        part(&hash, route ?? "")
        part(&hash, delivery.map(String.init) ?? "")
        return id(hash.finish(), milliseconds: cause.isTimeOrdered ? cause.milliseconds : recordedAt.milliseconds)
    }

    /// The id of a message that the store derives from an assessment: `role` tells several of one assessment apart.
    public static func derived(from assessment: MessageID, role: String) -> MessageID {
        var hash = SHA256()
        part(&hash, assessment.text)
        part(&hash, role)
        return id(hash.finish(), milliseconds: assessment.milliseconds)
    }

    /// The id of a finding: 64 hexadecimal digits.
    public static func finding(tenant: String, resourceKey: String, rule: String) -> String {
        var hash = SHA256()
        part(&hash, tenant)
        part(&hash, resourceKey)
        part(&hash, rule)
        return hash.finish().hex
    }

    /// The id by which a receiver recognises a repeat: 32 hexadecimal digits.
    public static func outside(alert: MessageID, route: String) -> String {
        var hash = SHA256()
        part(&hash, alert.text)
        part(&hash, route)
        return String(hash.finish().hex.prefix(32))
    }

    /// The digest of a manifest's documents, with `sha256:` before it.
    public static func manifestDigest(of documents: [PolicyDocumentReference]) -> String {
        let lines = documents.map { "\($0.document) \($0.part.rawValue) \($0.version) \($0.digest)\n" }
        let sorted = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return "sha256:" + SHA256.hash(sorted.joined()).hex
    }

    /// The digest of a document's content, with `sha256:` before it.
    public static func contentDigest(_ bytes: some Collection<UInt8>) -> String {
        "sha256:" + SHA256.hash(Array(bytes)).hex
    }

    private static func part(_ hash: inout SHA256, _ text: String) {
        hash.update(text)
        hash.update(0 as UInt8)
    }

    private static func id(_ digest: Digest, milliseconds: Int64) -> MessageID {
        let random = MessageID(bytes: digest.bytes).map { ($0.high, $0.low) } ?? (0, 0)
        return MessageID(milliseconds: milliseconds, version: 8, random: random)
    }
}
