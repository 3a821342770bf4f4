public import JSON

/// Holds one resource as its cloud gives it, ready to be asked about.
public struct NativeResource: Sendable {
    /// The cloud.
    public var provider: String
    /// The resource type as the cloud spells it.
    public var resourceType: String
    /// What neighbours call it.
    public var names: [String]
    /// The settings.
    public var configuration: JSONNode

    /// Takes all fields.
    public init(provider: String, resourceType: String, names: [String], configuration: JSONNode) {
        self.provider = provider
        self.resourceType = resourceType
        self.names = names
        self.configuration = configuration
    }
}

/// Holds what a case puts before the rules: resources beside each other, and which of them the verdict is about.
public struct Situation: Sendable {
    /// All resources.
    public var resources: [NativeResource] = []
    /// Positions in ``resources`` of those that the verdict is about.
    public var subjects: [Int] = []
    /// What could not be brought into a native shape, in words.
    public var problems: [String] = []

    /// Makes an empty one.
    public init() {}

    /// Takes in what belongs to a subject by its id, because in a template it could stand inside of it just as well.
    mutating func includeChildren() {
        let owners = subjects.compactMap { resources[$0].names.first }.filter { $0.hasPrefix("/") }
        for (position, resource) in resources.enumerated() where !subjects.contains(position) {
            guard let id = resource.names.first, owners.contains(where: { id.hasPrefix("\($0)/") }) else { continue }
            subjects.append(position)
        }
    }

    mutating func add(_ resource: NativeResource, isSubject: Bool) {
        if isSubject { subjects.append(resources.count) }
        resources.append(resource)
    }
}
