/// A parsed expression: what it is, where it stands, and how deep it nests.
struct Syntax: Sendable {
    indirect enum Kind: Sendable {
        case literal(Operand)
        /// A name; `isAbsolute` when a dot stands before it, which skips the container and local names.
        case identifier(String, isAbsolute: Bool)
        case select(Syntax, field: String)
        /// `has(operand.field)`.
        case has(Syntax, field: String)
        case index(Syntax, Syntax)
        case call(String, target: Syntax?, arguments: [Syntax])
        case and([Syntax])
        case or([Syntax])
        case conditional(Syntax, then: Syntax, otherwise: Syntax)
        case list([Syntax])
        case map([(key: Syntax, value: Syntax)])
        /// `Type{field: value}`; kept so that a message can say that messages are unknown here.
        case structure(String)
        case comprehension(Comprehension)
    }

    /// A macro over the elements of a list or the entries of a map.
    struct Comprehension: Sendable {
        enum Macro: Sendable { case all, exists, existsOne, map, filter, transformMap }

        let macro: Macro
        let range: Syntax
        let variables: [String]
        /// The middle argument of `map(x, condition, body)`.
        let condition: Syntax?
        let body: Syntax
    }

    let kind: Kind

    /// The bytes of the source it covers.
    let range: Range<Int>

    /// Where a message about it points: the operator, the dot, or the start.
    let offset: Int

    /// 1 for a leaf.
    let depth: Int

    /// The name that it is nothing but, for the variable of a macro.
    var simpleName: String? {
        if case .identifier(let name, isAbsolute: false) = kind { return name }
        return nil
    }
}
