import Expressions
public import JSON
public import Messages

/// Holds what the rules are asked about: one state of one resource.
public struct EvaluationInput: Sendable {
    /// The cloud, by which rules are found.
    public let provider: String
    /// The resource type, by which rules are found.
    public let resourceType: String

    var bindings: Bindings

    /// What the resource is called by its neighbours: its id first.
    let names: [String]
    /// The other resources of the same snapshot; nil where it comes alone.
    let neighbours: Neighbourhood?

    /// What `resource` is made from, if a rule asks for it.
    private let makeResource: (@Sendable () -> JSONNode?)?
    private let makeChange: (@Sendable () -> JSONNode?)?
    private let makeTenant: (@Sendable () -> JSONNode?)?

    /// For each variable a value that every field is absent from; unlike an unbound variable it can be compared with null.
    ///
    /// Not one for all, because a place is known by the document it is in.
    private static let nothing: [JSONNode?] = RuleVariable.allCases.map { _ in try? JSONDocument("null").root }

    /// Takes the data of a `config.changed` message; copies nothing of the configuration.
    ///
    /// - Parameters:
    ///   - resource: the resource as read from `change`.
    ///   - change: the message's data.
    ///   - tenant: whose resource it is.
    ///   - now: what `now` is.
    ///   - configuration: the settings, where they are not those in `change`: read apart because parts are not known.
    ///   - names: what neighbours call the resource besides its id.
    ///   - neighbours: the other resources of the same snapshot; nil where the change comes alone.
    public init(
        resource: Resource,
        change: JSONNode,
        tenant: String,
        now: Messages.Timestamp,
        configuration: JSONNode? = nil,
        names: [String] = [],
        neighbours: Neighbourhood? = nil
    ) {
        provider = resource.provider
        resourceType = resource.type
        self.names = [resource.id] + names
        self.neighbours = neighbours
        bindings = Self.empty(now: now)
        bindings.set(.config, configuration ?? change.member("configuration"))
        bindings.set(.previous, change.member("previousConfiguration"))
        makeResource = { Self.document { resource.write(to: &$0) } }
        makeChange = { Self.document { Self.writeChange(change, to: &$0) } }
        makeTenant = { Self.document { Self.writeTenant(tenant, to: &$0) } }
    }

    /// Takes a configuration by itself, for trying rules out where there is no message.
    public init(provider: String, resourceType: String, configuration: JSONNode, now: Messages.Timestamp) {
        let variables = [RuleVariable.config.name: configuration]
        self.init(provider: provider, resourceType: resourceType, variables: variables, now: now)
    }

    /// Takes variables by name (`config`, `previous`, `resource`, …), for trying rules out; unknown names are passed over.
    public init(
        provider: String,
        resourceType: String,
        variables: [String: JSONNode],
        now: Messages.Timestamp
    ) {
        self.provider = provider
        self.resourceType = resourceType
        names = []
        neighbours = nil
        bindings = Self.empty(now: now)
        for variable in RuleVariable.allCases { bindings.set(variable, variables[variable.name]) }
        makeResource = nil
        makeChange = nil
        makeTenant = nil
    }

    /// Takes the variables of a rule's own test.
    /// - Throws: `JSONError` where a variable is no JSON.
    init(test: RuleTest) throws {
        let variables = try test.variables.mapValues { try JSONDocument($0).root }
        self.init(provider: "", resourceType: "", variables: variables, now: test.now)
    }

    /// Binds the variables that cost something to make; only those that a rule asks for.
    mutating func prepare(_ wanted: Set<RuleVariable>) {
        if wanted.contains(.resource), let makeResource { bindings.set(.resource, makeResource()) }
        if wanted.contains(.change), let makeChange { bindings.set(.change, makeChange()) }
        if wanted.contains(.tenant), let makeTenant { bindings.set(.tenant, makeTenant()) }
    }

    private static func empty(now: Messages.Timestamp) -> Bindings {
        var bindings = Bindings(count: RuleVariable.allCases.count)
        for variable in RuleVariable.allCases { bindings.set(variable, nothing[variable.rawValue]) }
        let fraction = Int32(truncatingIfNeeded: now.microseconds - now.seconds * 1_000_000) * 1_000
        if let time = Expressions.Timestamp(seconds: now.seconds, nanoseconds: fraction) {
            bindings[RuleVariable.now.rawValue] = .timestamp(time)
        }
        return bindings
    }

    private static func document(_ body: (inout JSONWriter) -> Void) -> JSONNode? {
        var writer = JSONWriter(reservingCapacity: 256)
        body(&writer)
        return try? JSONDocument(writer.bytes).root
    }

    private static func writeChange(_ data: JSONNode, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("action", data.member("change")?.member("action"))
        writer.member("source", data.member("change")?.member("source"))
        writer.member("actor", data.member("actor"))
        writer.member("approval", data.member("approval"))
        writer.member("observedAt", data.member("observedAt"))
        writer.member("version", data.member("version"))
        writer.endObject()
    }

    private static func writeTenant(_ tenant: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", tenant)
        writer.endObject()
    }
}

extension Bindings {
    mutating func set(_ variable: RuleVariable, _ node: JSONNode?) {
        if let node { bind(variable.rawValue, to: node) }
    }
}
