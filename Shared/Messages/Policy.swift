public import JSON

/// Carries one policy document.
///
/// Kind `policy.submitted`; subject: `<document>/<part>@<digest>`.
public struct PolicySubmitted: Codable, Sendable {
    /// The document's id, such as `aws-object-storage`.
    public var document: String
    /// What checkers need, or what people read.
    public var part: PolicyPart
    /// The pack's own version text.
    public var version: String
    /// `sha256:` over the bytes of `content` as sent.
    public var digest: String
    /// The document.
    public var content: RawJSON

    /// Takes all fields.
    public init(document: String, part: PolicyPart, version: String, digest: String, content: RawJSON) {
        self.document = document
        self.part = part
        self.version = version
        self.digest = digest
        self.content = content
    }
}

/// The two halves of a pack: checkers never load the long texts.
public enum PolicyPart: String, CaseIterable, Codable, Hashable, Sendable {
    case rules, texts
}

/// Puts a set of documents in force.
///
/// Kind `policy.published`; subject: `policy`.
public struct PolicyPublished: Codable, Hashable, Sendable {
    /// Counts manifests from 1.
    public var version: Int64
    /// Over the documents; see PROTOCOL.md, section 9.
    public var digest: String
    /// The digest of the manifest before; nil for the first.
    ///
    /// The store refuses any other.
    public var previous: String?
    /// What is in force.
    public var documents: [PolicyDocumentReference]
    /// Documents that were in force and are not any more.
    public var retired: [String]

    /// Takes all fields.
    public init(
        version: Int64,
        digest: String,
        previous: String?,
        documents: [PolicyDocumentReference],
        retired: [String] = []
    ) {
        self.version = version
        self.digest = digest
        self.previous = previous
        self.documents = documents
        self.retired = retired
    }
}

/// Names one document of a manifest.
public struct PolicyDocumentReference: Codable, Hashable, Sendable {
    /// The document's id.
    public var document: String
    /// Which half.
    public var part: PolicyPart
    /// The pack's own version text.
    public var version: String
    /// `sha256:` over the bytes of its content.
    public var digest: String

    /// Takes all fields.
    public init(document: String, part: PolicyPart, version: String, digest: String) {
        self.document = document
        self.part = part
        self.version = version
        self.digest = digest
    }

    /// The subject under which the document was submitted.
    public var subject: String { "\(document)/\(part.rawValue)@\(digest)" }
}
