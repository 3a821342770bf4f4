/// Names one kind of resource: a cloud and its word for it.
public struct ResourceType: Hashable, Sendable {
    /// The cloud, in lower case.
    public var provider: String
    /// The resource type as the cloud spells it.
    public var name: String

    /// Takes both.
    public init(provider: String, name: String) {
        self.provider = provider
        self.name = name
    }
}

extension Rule.Scope {
    /// Whether resources of a type are meant.
    public func includes(_ type: ResourceType) -> Bool {
        provider == type.provider && resourceTypes.contains(type.name)
    }
}
