import JSON
import Messages
import Rules

/// Fetches the words that a manifest names, and only those that are not in memory from the manifest before.
struct TextLoader: Sendable {
    private let journal: BusJournal
    private var known: [PolicyDocument] = []

    init(journal: BusJournal) { self.journal = journal }

    /// Returns the words of a policy, once all its documents are there and are what the manifest says.
    mutating func load(_ manifest: PolicyPublished) async throws -> PolicyTexts {
        var assembly = PolicyAssembly(manifest: manifest, parts: [.texts], known: known)
        if let complaint = assembly.complaint { throw TextLoadingError(description: complaint) }
        for reference in assembly.missing {
            guard let found = try await journal.latest(.policySubmitted, subject: reference.subject) else {
                throw TextLoadingError(description: "the journal has no document \(reference.subject)")
            }
            let document = try found.message.decode(PolicySubmitted.self)
            guard assembly.supply(reference, content: document.content.bytes) else {
                throw TextLoadingError(description: "the document \(reference.subject) is not what the manifest names")
            }
        }
        let documents = assembly.documents ?? []
        let texts = try PolicyTexts(documents: documents)
        known = documents
        return texts
    }
}

/// Says which document keeps the words of a policy from being loaded.
struct TextLoadingError: Error, CustomStringConvertible {
    let description: String
}
