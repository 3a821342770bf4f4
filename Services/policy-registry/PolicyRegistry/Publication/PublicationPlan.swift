import Messages
import Rules

/// What must be sent so that the journal says what the directory proposes; decided from values alone.
struct PublicationPlan: Equatable {
    /// Documents that the journal has not in force yet, to be recorded before the manifest that names them.
    var submissions: [PolicyDocument]
    /// The manifest to put in force; nil where nothing changes.
    var manifest: PolicyPublished?
    /// References in force that no file speaks of any more; they stay in force.
    var kept: [PolicyDocumentReference]
    /// Packs of an older version than the one in force: an old directory must not roll policy back.
    var outdated: [PolicyError.Mistake]

    /// Compares the packs with the manifest in force.
    ///
    /// A pack that is not among `packs` stays in force as it is: a file that disappears retires nothing, `retired: true` does.
    init(packs: [RulePack], current: PolicyPublished?) {
        let inForce = current?.documents ?? []
        let proposed = Set(packs.map(\.id))
        let documents = packs.filter { !$0.retired }.flatMap(\.documents)
        kept = inForce.filter { !proposed.contains($0.document) }
        let known = Set(inForce)
        submissions = documents.filter { !known.contains($0.reference) }
        let withdrawn = Set(packs.filter(\.retired).map(\.id)).intersection(inForce.map(\.document))
        let next = PolicyManifest.following(
            current,
            documents: kept + documents.map(\.reference),
            retired: Array(withdrawn)
        )
        outdated = packs.compactMap { Self.complaint(about: $0, inForce) }
        // An empty directory beside an empty journal is nothing to publish.
        manifest = next.digest == current?.digest || (current == nil && documents.isEmpty) ? nil : next
    }

    private static func complaint(
        about pack: RulePack,
        _ inForce: [PolicyDocumentReference]
    ) -> PolicyError.Mistake? {
        guard let current = inForce.first(where: { $0.document == pack.id }),
            isOlder(pack.version, than: current.version)
        else { return nil }
        return PolicyError.Mistake(
            document: pack.id,
            rule: nil,
            text:
                "version \(pack.version) is older than \(current.version), which is in force; to go back to it, give it a higher version"
        )
    }

    /// Compares number by number; what is no number is compared as text.
    static func isOlder(_ version: String, than other: String) -> Bool {
        let parts = version.split(whereSeparator: { $0 == "." || $0 == "-" })
        let others = other.split(whereSeparator: { $0 == "." || $0 == "-" })
        for (part, other) in zip(parts, others) where part != other {
            guard let part = Int(part), let other = Int(other) else {
                return part < other
            }
            if part != other { return part < other }
        }
        return parts.count < others.count
    }
}
