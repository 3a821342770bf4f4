/// What expressions may use: variables by name, functions, and limits.
public struct Environment: Sendable {
    /// The variables in the order of their slots; a name may have dots in it.
    public let variables: [String]

    /// What is known of the variables' types, in the same order.
    public private(set) var types: [StaticType]

    /// The functions that may be called.
    public internal(set) var functions: FunctionRegistry

    /// Functions that are checked like any, and that whoever evaluates must not meet: they have no body.
    public var declaredFunctions: [FunctionDeclaration] = []

    /// What expressions may be and spend.
    public var limits: Limits

    /// The namespace in which names are looked up first, such as `com.example`; empty for none.
    public var container = ""

    /// Leaves unknown names and unfit types to be errors of the evaluation, where `||` and `&&` may absorb them.
    public var isUnchecked = false

    /// What the whole must be, such as `bool` for a condition; nil for anything.
    public var expectedType: StaticType?

    /// Reads `has`, `all`, `cel.bind` and the other macros as such; else they are calls of functions that nobody declared.
    public var expandsMacros = true

    private let slots: [String: Int]

    /// Makes an environment of variables of which nothing is known; the position of a variable is its slot in ``Bindings``.
    public init(variables: [String], functions: FunctionRegistry = .standard, limits: Limits = Limits()) {
        self.init(variables: variables.map { Variable($0) }, functions: functions, limits: limits)
    }

    /// Makes an environment of variables with their types; the position of a variable is its slot in ``Bindings``.
    @_disfavoredOverload
    public init(variables: [Variable], functions: FunctionRegistry = .standard, limits: Limits = Limits()) {
        self.variables = variables.map(\.name)
        types = variables.map(\.type)
        self.functions = functions
        self.limits = limits
        slots = Dictionary(variables.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The slot of a variable; nil when it is not declared.
    public func slot(of name: String) -> Int? { slots[name] }

    /// Says what is known of a variable's type, such as the schema of the resources that a rule applies to.
    ///
    /// A name that is not declared is left alone.
    public mutating func declare(_ name: String, as type: StaticType) {
        if let slot = slots[name] { types[slot] = type }
    }
}

/// A name that expressions may use, and what is known of its values.
public struct Variable: Sendable, Hashable {
    /// The name, which may have dots in it.
    public let name: String

    /// What its values are; `dyn` where nothing is known.
    public let type: StaticType

    /// Declares a variable.
    public init(_ name: String, _ type: StaticType = .dyn) {
        self.name = name
        self.type = type
    }
}

/// A function that expressions may name but that cannot be evaluated here.
public struct FunctionDeclaration: Sendable, Hashable {
    /// The name, which may have dots in it when the function is no member.
    public let name: String

    /// What it takes and gives.
    public let signature: Signature

    /// Whether it is called as `x.name()`.
    public let isMember: Bool

    /// Declares one way to call a function.
    public init(_ name: String, _ signature: Signature, isMember: Bool = false) {
        self.name = name
        self.signature = signature
        self.isMember = isMember
    }
}
