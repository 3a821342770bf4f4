import JSON

/// Resources of Azure Resource Manager: out of templates, and as PowerShell exports them.
struct AzureShape {
    /// Types as rules spell them, by their small letters; Azure itself does not tell cases apart.
    let spellings: [String: String]
    /// The same by the last part, for children that stand without their owner.
    let children: [String: String]

    /// Takes the types that rules apply to.
    init(types: Set<String>) {
        spellings = Dictionary(types.map { ($0.lowercased(), $0) }) { first, _ in first }
        let tails = types.flatMap { type in
            let words = type.split(separator: "/").dropFirst().map(String.init)
            return words.indices.dropFirst().map { (words[$0...].joined(separator: "/").lowercased(), type) }
        }
        children = Dictionary(grouping: tails, by: \.0).compactMapValues { $0.count == 1 ? $0[0].1 : nil }
    }

    /// One resource with what makes it out.
    struct Found {
        let resource: NativeResource
        let isSubject: Bool
    }

    /// Where a nested resource stands.
    struct Owner {
        let type: String
        let name: String
        let id: String?
    }

    /// The resource and its children, which the cloud has as resources of their own.
    ///
    /// - Parameters:
    ///   - resource: as it is written.
    ///   - given: the type, where the resource does not say.
    ///   - owner: what it stands in.
    ///   - isSubject: whether the verdict is about a resource; it is about its children then too.
    func resources(
        in resource: JSONNode,
        type given: String?,
        owner: Owner? = nil,
        isSubject: (JSONNode) -> Bool
    ) -> [Found] {
        guard let place = place(of: resource, given: given, owner: owner), let node = document(resource, place) else {
            return []
        }
        let isOwn = isSubject(resource)
        let native = NativeResource(
            provider: "azure",
            resourceType: canonical(place.type),
            names: [place.id, place.name].compactMap(\.self),
            configuration: node
        )
        let own = Owner(type: place.type, name: place.name ?? "", id: place.id)
        let nested = resource["resources"].map { Array($0.elements) } ?? []
        let children = nested.flatMap { child in
            resources(in: child, type: nil, owner: own) { isOwn || isSubject($0) }
        }
        // A deployment brings a template of its own; what is in it belongs to nothing around it.
        let template =
            place.type.lowercased() == "microsoft.resources/deployments" ? resource["properties"]?["template"] : nil
        let deployed = (template?["resources"].map { Array($0.elements) } ?? []).flatMap { inner in
            resources(in: inner, type: nil) { isOwn || isSubject($0) }
        }
        return [Found(resource: native, isSubject: isOwn)] + children + deployed
    }
}
