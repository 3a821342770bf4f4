public import Messages

/// Collects the documents that a manifest names until all of them are there.
///
/// Every document's bytes are checked against the digest in the manifest: whoever served them need not be trusted.
public struct PolicyAssembly: Sendable {
    /// What is being assembled.
    public let manifest: PolicyPublished

    private let wanted: [PolicyDocumentReference]
    private var found: [String: PolicyDocument] = [:]

    /// Starts with nothing but the manifest, and what `known` already has of it from the policy before.
    ///
    /// - Parameter parts: the halves that are needed; checkers leave the texts where they are.
    public init(manifest: PolicyPublished, parts: Set<PolicyPart>, known: [PolicyDocument] = []) {
        self.manifest = manifest
        wanted = manifest.documents.filter { parts.contains($0.part) }
        for document in known where wanted.contains(document.reference) {
            found[document.reference.subject] = document
        }
    }

    /// The documents still to be fetched, each by `latest policy.submitted <subject>`.
    public var missing: [PolicyDocumentReference] { wanted.filter { found[$0.subject] == nil } }

    /// The documents, once none is missing; nil before.
    public var documents: [PolicyDocument]? {
        let documents = wanted.compactMap { found[$0.subject] }
        return documents.count == wanted.count ? documents : nil
    }

    /// Takes a document's content; false where its bytes are not what the manifest names, and nothing was taken.
    public mutating func supply(_ reference: PolicyDocumentReference, content: [UInt8]) -> Bool {
        let document = PolicyDocument(
            document: reference.document,
            part: reference.part,
            version: reference.version,
            content: content
        )
        guard document.digest == reference.digest, wanted.contains(reference) else { return false }
        found[reference.subject] = document
        return true
    }

    /// Says what is wrong with the manifest itself; nil where its digest is the one it should have.
    public var complaint: String? {
        let digest = PolicyManifest.digest(of: manifest.documents)
        return digest == manifest.digest ? nil : "manifest \(manifest.version) says \(manifest.digest) and is \(digest)"
    }
}
