import JSON
public import Messages

/// Reads a published policy out of the journal: the manifest in force, then the documents that it names.
///
/// How the journal is asked is the caller's: a function that gives the latest message of a kind and a subject.
public struct PolicyFetcher: Sendable {
    /// Returns the bytes of the latest message of a kind and subject; nil where there is none.
    public typealias Latest = @Sendable (_ kind: Kind, _ subject: String) async throws -> [UInt8]?

    private let latest: Latest

    /// Takes the way to ask.
    public init(latest: @escaping Latest) {
        self.latest = latest
    }

    /// Returns the manifest in force; nil where none was ever published.
    /// - Throws: ``PolicyFetchError``, or what asking throws.
    public func manifest() async throws -> PolicyPublished? {
        guard let bytes = try await latest(.policyPublished, "policy") else { return nil }
        return try Self.manifest(in: bytes)
    }

    /// Reads a manifest from its message.
    /// - Throws: ``PolicyFetchError/unreadable(_:)`` also where the manifest's digest is not its own.
    public static func manifest(in message: [UInt8]) throws -> PolicyPublished {
        let manifest: PolicyPublished
        do {
            manifest = try ReceivedMessage(message).decode(PolicyPublished.self)
        } catch {
            throw PolicyFetchError.unreadable("the manifest cannot be read: \(error)")
        }
        if let complaint = PolicyAssembly(manifest: manifest, parts: []).complaint {
            throw PolicyFetchError.unreadable(complaint)
        }
        return manifest
    }

    /// Returns the documents of a manifest, each checked against its digest.
    ///
    /// - Parameters:
    ///   - parts: the halves that are needed.
    ///   - known: documents at hand already, which are not asked for again.
    /// - Throws: ``PolicyFetchError``, or what asking throws.
    public func documents(
        of manifest: PolicyPublished,
        parts: Set<PolicyPart>,
        known: [PolicyDocument] = []
    ) async throws -> [PolicyDocument] {
        var assembly = PolicyAssembly(manifest: manifest, parts: parts, known: known)
        for reference in assembly.missing {
            guard let bytes = try await latest(.policySubmitted, reference.subject) else {
                throw PolicyFetchError.missing(reference.subject)
            }
            let content = try ReceivedMessage(bytes).decode(PolicySubmitted.self).content.bytes
            guard assembly.supply(reference, content: content) else {
                throw PolicyFetchError.altered(reference.subject)
            }
        }
        return assembly.documents ?? []
    }
}

/// Says why a policy could not be read out of the journal.
public enum PolicyFetchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The journal has no document of this name, although a manifest names it.
    case missing(String)
    /// The document's bytes have another digest than the manifest says.
    case altered(String)
    /// The manifest cannot be used.
    case unreadable(String)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .missing(let subject): "the journal has no policy document \(subject); publish the policy again"
        case .altered(let subject):
            "policy document \(subject) is not what its digest says; check the journal's integrity"
        case .unreadable(let reason): reason
        }
    }
}
