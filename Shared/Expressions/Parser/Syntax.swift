/// A parsed expression: what it is, where it stands, and how deep it nests.
struct Syntax: Sendable {
    indirect enum Kind: Sendable {
        case literal(Literal)
        /// A name; `isAbsolute` when a dot stands before it, which skips the container and local names.
        case identifier(String, isAbsolute: Bool)
        /// `operand.field`, or `operand.?field`, which is an optional value.
        case select(Syntax, field: String, isOptional: Bool)
        /// `has(operand.field)`.
        case has(Syntax, field: String)
        /// `operand[index]`, or `operand[?index]`, which is an optional value.
        case index(Syntax, Syntax, isOptional: Bool)
        /// A call, also of the operators that take one or two operands, such as `+` and `!_`.
        case call(String, target: Syntax?, arguments: [Syntax])
        case and([Syntax])
        case or([Syntax])
        case conditional(Syntax, then: Syntax, otherwise: Syntax)
        case list([Element])
        case map([Entry])
        /// `Type{field: value}`; the name of an absolute type begins with its dot.
        case structure(String, [Field])
        case comprehension(Comprehension)
        /// `cel.bind(name, value, body)`, and each value of `cel.block`, outermost first.
        case bind(String, value: Syntax, body: Syntax)
        /// `operand.optMap(name, body)`, or `optFlatMap`, whose body gives an optional value itself.
        case optionalMap(Syntax, variable: String, body: Syntax, isFlat: Bool)
    }

    /// A value written in the expression.
    enum Literal: Sendable, Hashable {
        case null
        case bool(Bool)
        case int(Int64)
        case uint(UInt64)
        case double(Double)
        case string([UInt8])
        case bytes([UInt8])
    }

    /// An element of a list literal; `?value` leaves out an empty optional value.
    struct Element: Sendable {
        let value: Syntax
        let isOptional: Bool
    }

    /// An entry of a map literal; `?key: value` leaves out an empty optional value.
    struct Entry: Sendable {
        let key: Syntax
        let value: Syntax
        let isOptional: Bool
    }

    /// A field of a message literal.
    struct Field: Sendable {
        let name: String
        let value: Syntax
        let isOptional: Bool
        /// Where the field's name stands.
        let offset: Int
    }

    /// A macro over the elements of a list or the entries of a map.
    struct Comprehension: Sendable {
        enum Macro: Sendable { case all, exists, existsOne, map, filter, transformMap, transformMapEntry }

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
