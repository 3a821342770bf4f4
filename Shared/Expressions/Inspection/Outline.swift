/// An expression as its reader sees it: its parts and their places, without any value.
///
/// For tools that show expressions or judge how they are written; evaluation has no use for it.
public struct Outline: Sendable {
    /// What a part is.
    public enum Form: Sendable, Hashable {
        /// A value that is written out.
        case literal
        /// A variable, or the name of a type.
        case name(String)
        /// `operand.field`; the operand is the only child.
        case field(String)
        /// `has(operand.field)`; the operand is the only child.
        case has(String)
        /// `operand[index]`.
        case index
        /// A call, also of an operator such as `==` or `_+_`; of a member, the receiver is the first child.
        case call(String, isMember: Bool)
        case not, and, or
        /// `condition ? then : otherwise`.
        case conditional
        case list, map
        /// `Type{field: value}`.
        case structure(String)
        /// A macro over a list or map: the range, the condition where there are two bodies, the body.
        case macro(String, variables: [String])
        /// A value with a name for one body: the value, the body.
        case binding(String)
    }

    /// What it is.
    public let form: Form
    /// Whether it is `operand.?field` or `operand[?index]`, which what is absent does not disturb.
    public let isOptional: Bool
    /// The bytes of the source it covers.
    public let range: Range<Int>
    /// Where a message about it points: the operator, the dot, or the start.
    public let offset: Int
    /// The text it covers.
    public let text: String
    /// The parts it is made of, in the order of the text.
    public let children: [Outline]

    /// Reads an expression, whatever its names mean.
    /// - Throws: ``ExpressionErrors`` where it is no expression.
    public init(parsing source: String, limits: Limits = Limits()) throws(ExpressionErrors) {
        self.init(try Parser.parse(source, limits: limits), in: Array(source.utf8))
    }

    init(_ syntax: Syntax, in source: [UInt8]) {
        let parts: [Syntax]
        (form, parts) = Self.form(of: syntax)
        isOptional =
            switch syntax.kind {
            case .select(_, _, let isOptional), .index(_, _, let isOptional): isOptional
            default: false
            }
        range = syntax.range
        offset = syntax.offset
        text = String(decoding: source[syntax.range], as: UTF8.self)
        children = parts.map { Outline($0, in: source) }
    }

    private static func form(of syntax: Syntax) -> (Form, [Syntax]) {
        switch syntax.kind {
        case .literal: (.literal, [])
        case .identifier(let name, _): (.name(name), [])
        case .select(let operand, let field, _): (.field(field), [operand])
        case .has(let operand, let field): (.has(field), [operand])
        case .index(let operand, let index, _): (.index, [operand, index])
        case .call("!_", nil, let arguments): (.not, arguments)
        case .call(let name, nil, let arguments): (.call(name, isMember: false), arguments)
        case .call(let name, let target?, let arguments): (.call(name, isMember: true), [target] + arguments)
        case .and(let operands): (.and, operands)
        case .or(let operands): (.or, operands)
        case .conditional(let condition, let then, let otherwise): (.conditional, [condition, then, otherwise])
        case .list(let elements): (.list, elements.map(\.value))
        case .map(let entries): (.map, entries.flatMap { [$0.key, $0.value] })
        case .structure(let name, let fields): (.structure(name), fields.map(\.value))
        case .comprehension(let macro):
            (
                .macro("\(macro.macro)", variables: macro.variables),
                [macro.range] + [macro.condition].compactMap(\.self) + [macro.body]
            )
        case .bind(let name, let value, let body): (.binding(name), [value, body])
        case .optionalMap(let operand, let name, let body, _):
            (.macro("optMap", variables: [name]), [operand, body])
        }
    }

    /// This part and all parts below it, from the outside in and from left to right.
    public var all: [Outline] { [self] + children.flatMap(\.all) }
}
