/// A function that expressions may call: one way to call it, and what it does.
///
/// Several with one name are overloads, told apart by the kinds of their arguments.
struct Function: Sendable {
    /// What it does with its arguments, whose kinds are those of the signature.
    typealias Body = @Sendable (Arguments, inout Frame) throws(Failure) -> Operand

    /// How it is called: `name(x)`, `x.name()`, or both.
    enum Style: Sendable { case global, member, both }

    /// The name; that of a global function may have dots.
    let name: String
    let style: Style
    /// The types of its arguments, the receiver's first, and of its result.
    let signature: Signature
    /// What its overloads are told apart by at run time.
    let kinds: [ArgumentKind]
    let body: Body

    private init(_ name: String, _ style: Style, _ signature: String, _ body: @escaping Body) {
        self.name = name
        self.style = style
        self.signature = Signature(signature)
        kinds = self.signature.parameters.map { ArgumentKind($0) }
        self.body = body
    }

    /// A function that is called as `name(x)`.
    static func global(_ name: String, _ signature: String, _ body: @escaping Body) -> Function {
        Function(name, .global, signature, body)
    }

    /// A function that is called as `x.name()`; the signature begins with the type of `x`.
    static func member(_ name: String, _ signature: String, _ body: @escaping Body) -> Function {
        Function(name, .member, signature, body)
    }

    /// A function that is called either way.
    static func both(_ name: String, _ signature: String, _ body: @escaping Body) -> Function {
        Function(name, .both, signature, body)
    }

    /// Functions that say how much there is or where something stands, without reading all of it: what is not known elsewhere in their
    /// argument does not concern them.
    static let findingPlaces: Set<String> = ["size", "type", "podSpec", "podContainers"]

    /// Whether it may be called this way, with so many arguments.
    func accepts(arguments: Int, isMember: Bool) -> Bool {
        (style == .both || (style == .member) == isMember) && signature.accepts(count: arguments)
    }
}
