/// Names one kind of resource: a cloud and its word for it, in any casing, because some clouds spell types in several ways.
public struct ResourceType: Hashable, Sendable {
    /// The cloud, in lower case.
    public let provider: String
    /// The resource type in lower case.
    public let name: String

    /// Takes both, the type as it is spelled.
    public init(provider: String, name: String) {
        self.provider = provider
        self.name = name.lowercased()
    }
}

extension Rule.Scope {
    /// The kinds of resources that are meant.
    public var types: [ResourceType] { resourceTypes.map { ResourceType(provider: provider, name: $0) } }
}
