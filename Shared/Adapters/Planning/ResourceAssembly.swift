import Messages

/// Puts resources together from those that are planned and the parts that configure them.
struct ResourceAssembly {
    private var drafts: [ResourceDraft] = []
    private var parts: [ResourcePart] = []
    /// Positions of drafts by type and name.
    private var found: [Key: Int] = [:]
    /// What parts configure, by what the parts themselves are called.
    private var targets: [Key: [String]] = [:]

    /// Services by type.
    private var services: [String: String] = [:]

    private struct Key: Hashable {
        let type: String
        let name: String
    }

    /// How many times a part whose resource is not known was held against one that it may be meant for.
    private var admitted = 0
    private static let maximumAdmissions = 100_000

    /// How many parts may stand between a part and the resource that it configures.
    private static let maximumSteps = 8

    mutating func add(_ draft: ResourceDraft) {
        let type = Self.type(draft.provider, draft.type)
        services[type] = draft.service
        if draft.action != .delete {
            for name in draft.names where found[Key(type: type, name: name)] == nil {
                found[Key(type: type, name: name)] = drafts.count
            }
        }
        drafts.append(draft)
    }

    mutating func add(_ part: ResourcePart) {
        if let named = part.named {
            for name in part.names { targets[Key(type: Self.type(part.provider, part.type), name: name)] = named }
        }
        parts.append(part)
    }

    /// The resources with their parts.
    mutating func finish() -> [MappedResource] {
        for part in parts { merge(part) }
        distinguish()
        return drafts.compactMap { $0.finished() }
    }

    private mutating func merge(_ part: ResourcePart) {
        let type = Self.type(part.provider, part.type)
        let known = part.named.flatMap { $0.isEmpty ? nil : ResourceDraft.unique($0) }
        if known == nil { admit(part) }
        let names = known ?? [part.address]
        for name in names {
            if let position = position(of: name, type) {
                drafts[position].settings.merge(part.settings)
                drafts[position].origins.append(part.address)
                drafts[position].errors += part.errors
                if drafts[position].action == .snapshot, part.action != .snapshot { drafts[position].action = .update }
            } else {
                addUnplanned(part, named: name)
            }
        }
    }

    /// What a part configures is not known: it may be any resource of its type that is still to be made.
    private mutating func admit(_ part: ResourcePart) {
        let type = Self.type(part.provider, part.type)
        for index in drafts.indices where Self.type(drafts[index].provider, drafts[index].type) == type {
            guard admitted < Self.maximumAdmissions else { return }
            admitted += 1
            drafts[index].settings.admit(part.settings)
        }
    }

    private func position(of name: String, _ type: String) -> Int? {
        var name = name
        for _ in 0..<Self.maximumSteps {
            if let position = found[Key(type: type, name: name)] { return position }
            guard let next = targets[Key(type: type, name: name)], next.count == 1, next[0] != name else { return nil }
            name = next[0]
        }
        return nil
    }

    /// A resource that is not in the plan: only what the part says of it is known.
    private mutating func addUnplanned(_ part: ResourcePart, named name: String) {
        var settings = part.settings
        settings.open()
        let service = services[Self.type(part.provider, part.type)]
        var draft = ResourceDraft(
            provider: part.provider,
            service: service ?? Self.service(of: part.type),
            type: part.type,
            settings: settings
        )
        draft.id = name
        draft.names = ResourceDraft.unique([name] + part.names)
        draft.origins = [part.address]
        draft.action = part.action == .snapshot ? .snapshot : .update
        draft.region = part.region
        draft.errors = part.errors
        add(draft)
    }

    /// Gives two resources that would have the same id their addresses instead.
    private mutating func distinguish() {
        var seen: Set<Key> = []
        for index in drafts.indices {
            let type = Self.type(drafts[index].provider, drafts[index].type)
            if !seen.insert(Key(type: type, name: drafts[index].id)).inserted {
                drafts[index].id = drafts[index].origins.first ?? drafts[index].id
            }
        }
    }

    private static func type(_ provider: String, _ type: String) -> String { "\(provider) \(type.lowercased())" }

    /// The service in a type such as `AWS::S3::Bucket`, `Microsoft.Sql/servers` or `storage.googleapis.com/Bucket`.
    private static func service(of type: String) -> String {
        let parts = type.split { $0 == ":" || $0 == "/" || $0 == "." }
        let prefixes: Set<Substring> = ["AWS", "Microsoft", "ACS"]
        let name = parts.first { !prefixes.contains($0) } ?? parts.first ?? ""
        return name.lowercased()
    }
}
