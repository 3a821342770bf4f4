extension Planner {
    /// `Type{field: value}`: messages with a meaning in JSON become the values they mean.
    mutating func planMessage(_ syntax: Syntax, _ name: String, _ fields: [Syntax.Field]) -> Node {
        guard let type = WellKnownMessage(name, in: environment.container) else {
            return failing(syntax, .unknownFunction, at: syntax.offset, name)
        }
        return folded(MessageNode(syntax, type, fields.map { ($0.name, plan($0.value), $0.isOptional) }))
    }
}
