import JSON
public import Messages

/// Holds one published half of a pack: the bytes that are sent, and their digest.
public struct PolicyDocument: Hashable, Sendable {
    /// Bounds one document's content in bytes (256 KiB), so that a policy is many small messages.
    public static let maximumBytes = 262_144

    /// The pack's id.
    public let document: String
    /// Which half.
    public let part: PolicyPart
    /// The pack's own version text.
    public let version: String
    /// The content, as it is sent.
    public let content: [UInt8]
    /// `sha256:` over ``content``.
    public let digest: String

    /// Takes the content and computes its digest.
    public init(document: String, part: PolicyPart, version: String, content: [UInt8]) {
        self.document = document
        self.part = part
        self.version = version
        self.content = content
        digest = Self.digest(of: content)
    }

    /// The line that stands for it in a manifest.
    public var reference: PolicyDocumentReference {
        PolicyDocumentReference(document: document, part: part, version: version, digest: digest)
    }

    /// Returns `sha256:` and 64 hexadecimal digits for `content`.
    public static func digest(of content: [UInt8]) -> String {
        DerivedID.contentDigest(content)
    }
}
