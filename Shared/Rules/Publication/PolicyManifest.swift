public import Messages

/// Computes what names a whole policy, as PROTOCOL.md, section 9, says.
public enum PolicyManifest: Sendable {
    /// Returns the manifest's digest: over one line a document, sorted by bytes.
    public static func digest(of documents: [PolicyDocumentReference]) -> String {
        DerivedID.manifestDigest(of: documents)
    }

    /// Returns the manifest that follows `current` and puts `documents` in force.
    public static func following(
        _ current: PolicyPublished?,
        documents: [PolicyDocumentReference],
        retired: [String] = []
    ) -> PolicyPublished {
        let sorted = documents.sorted { ($0.document, $0.part.rawValue) < ($1.document, $1.part.rawValue) }
        return PolicyPublished(
            version: (current?.version ?? 0) + 1,
            digest: digest(of: sorted),
            previous: current?.digest,
            documents: sorted,
            retired: retired.sorted()
        )
    }
}
