/// What expressions may use: variables by name, functions, and limits.
public struct Environment: Sendable {
    /// The variables in the order of their slots; a name may have dots in it.
    public let variables: [String]

    /// The functions that may be called.
    public internal(set) var functions: FunctionRegistry

    /// What expressions may be and spend.
    public var limits: Limits

    /// The namespace in which names are looked up first, such as `com.example`; empty for none.
    public var container = ""

    /// Leaves unknown names and unfit types to be errors of the evaluation, where `||` and `&&` may absorb them.
    public var isUnchecked = false

    /// Reads `has`, `all`, `cel.bind` and the other macros as such; else they are calls of functions that nobody declared.
    public var expandsMacros = true

    private let slots: [String: Int]

    /// Makes an environment; the position of a variable is its slot in ``Bindings``.
    public init(variables: [String], functions: FunctionRegistry = .standard, limits: Limits = Limits()) {
        self.variables = variables
        self.functions = functions
        self.limits = limits
        slots = Dictionary(variables.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The slot of a variable; nil when it is not declared.
    public func slot(of name: String) -> Int? { slots[name] }
}
