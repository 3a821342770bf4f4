import JSON

extension AzureShape {
    /// What a resource is called in full.
    struct Place {
        var type: String
        var name: String?
        var id: String?
        /// What an extension is about.
        var scope: String?
    }

    func place(of resource: JSONNode, given: String?, owner: Owner?) -> Place? {
        let stated = resource.text("type", "ResourceType", "Type")
        guard let type = fullType(stated, given, below: owner).map(canonical) else { return nil }
        let name = resource.text("name", "Name", "ResourceName")
        if let id = resource.text("id", "Id", "ResourceId") {
            if let found = AzureID.extensionType(of: id) {
                return Place(type: found.type, name: name, id: id, scope: found.owner)
            }
            return Place(type: type, name: name, id: id, scope: nil)
        }
        let written = name.map { AzureExpression($0) == nil ? $0 : AzureExpression.name($0.dropFirst().dropLast()) }
        let full = written.map { fullName($0, type: type, owner: owner, dependsOn: resource["dependsOn"]) }
        let place = Place(type: type, name: full, id: full.flatMap { AzureID.text(type: type, name: $0) }, scope: nil)
        return extended(place, owner)
    }

    /// `<owner's type>/providers/diagnosticSettings` is an extension of its owner.
    private func extended(_ place: Place, _ owner: Owner?) -> Place {
        guard let mark = place.type.firstRange(of: "/providers/") else {
            let isExtension = owner.map { !place.type.lowercased().hasPrefix($0.type.lowercased() + "/") } ?? false
            return Place(type: place.type, name: place.name, id: place.id, scope: isExtension ? owner?.id : nil)
        }
        let kind = place.type[mark.upperBound...]
        let space = kind.contains("/") ? "" : "Microsoft.Insights/"
        let type = canonical(String(place.type[..<mark.lowerBound]))
        let names = (place.name ?? "").split(separator: "/").map(String.init)
        let count = type.split(separator: "/").count - 1
        let owning = AzureID.text(type: type, name: names.prefix(count).joined(separator: "/"))
        return Place(type: canonical("\(space)\(kind)"), name: place.name, id: nil, scope: owner?.id ?? owning)
    }

    /// Children in templates name only their last part.
    private func fullType(_ stated: String?, _ given: String?, below owner: Owner?) -> String? {
        guard let stated = (stated ?? given).map({ $0.drop(while: \.isWhitespace) }) else { return nil }
        let type = stated.hasSuffix("/") ? String(stated.dropLast()) : String(stated)
        if Self.isFull(type) { return type }
        if let given, Self.isFull(given) { return given }
        return owner.map { "\($0.type)/\(type)" } ?? children[type.lowercased()] ?? type
    }

    private static func isFull(_ type: String) -> Bool { type.split(separator: "/").first?.contains(".") == true }

    /// The name with those of its owners, which stand around it, or which it depends on.
    private func fullName(_ name: String, type: String, owner: Owner?, dependsOn: JSONNode?) -> String {
        if let owner { return name.contains("/") ? name : "\(owner.name)/\(name)" }
        let types = type.split(separator: "/")
        guard types.count > 2, !name.contains("/") else { return name }
        let wanted = types.dropLast().joined(separator: "/").lowercased()
        for text in dependsOn.map({ Array($0.elements) }) ?? [] {
            guard let found = text.string.flatMap({ AzureExpression.resource(in: $0) }) else { continue }
            if found.type.lowercased() == wanted { return "\(found.name)/\(name)" }
        }
        return name
    }

    /// The type, or its owner's, as rules spell it.
    func canonical(_ type: String) -> String {
        if let known = spellings[type.lowercased()] { return known }
        guard let slash = type.lastIndex(of: "/"), let owner = spellings[type[..<slash].lowercased()] else {
            return type
        }
        return owner + type[slash...]
    }
}

extension JSONNode {
    /// The first of several members that is a text.
    func text(_ names: String...) -> String? {
        for name in names { if let text = self[name]?.string { return text } }
        return nil
    }
}
