/// Finds all mistakes that need no values: unknown names, calls that no function takes, fields that no schema declares, and
/// types that can never fit.
///
/// It is gradual: whatever comes from a setting without a schema is `dyn` and fits everywhere, so that only what is certain
/// is a mistake. Source: CEL language definition, "Gradual Type Checking".
struct Checker {
    let environment: Environment
    let source: [UInt8]
    var names: NameResolver
    var types = Substitution()
    var localTypes: [StaticType] = []
    var checked = Checked()

    /// What is known after a check.
    struct Checked {
        /// The type of the whole.
        var type = StaticType.dyn
        /// The mistakes.
        var issues: [ExpressionIssue] = []
        /// Whether a field that is selected at an offset is always there; nothing where no schema says.
        var presence: [Int: Bool] = [:]
        /// What is correct and cannot be meant, as far as only types show it.
        var hints: [Hint] = []
    }

    static func check(_ syntax: Syntax, source: String, in environment: Environment) -> Checked {
        var checker = Checker(environment, source)
        let type = checker.whole(syntax)
        checker.checked.type = checker.types.resolved(type, isFinal: true).bounded
        return checker.checked
    }

    private init(_ environment: Environment, _ source: String) {
        self.environment = environment
        self.source = Array(source.utf8)
        names = NameResolver(environment: environment)
    }

    private mutating func whole(_ syntax: Syntax) -> StaticType {
        guard let wanted = environment.expectedType else { return type(of: syntax) }
        if wanted == .bool {
            expectBool(syntax)
            return .bool
        }
        let found = type(of: syntax)
        if !types.accepts(found, as: wanted) {
            report(syntax.range.lowerBound, "expected \(wanted.words), found \(found.words)")
        }
        return found
    }

    mutating func report(_ offset: Int, _ message: String) {
        guard checked.issues.count < ExpressionErrors.maximumIssues else { return }
        checked.issues.append(ExpressionIssue(offset: offset, message: message))
    }

    /// The type of a part, with what is known of open types put in.
    mutating func type(of syntax: Syntax) -> StaticType { types.resolved(deduced(syntax)).bounded }

    private mutating func deduced(_ syntax: Syntax) -> StaticType {
        switch syntax.kind {
        case .literal(let value): return StaticType(value)
        case .identifier: return chain(syntax)
        case .select(let operand, let field, let isOptional): return select(syntax, operand, field, isOptional)
        case .has(let operand, let field):
            _ = self.field(field, of: type(of: operand), operand, at: syntax.offset)
            return .bool
        case .index(let operand, let index, let isOptional): return self.index(syntax, operand, index, isOptional)
        case .and(let operands), .or(let operands):
            for operand in operands { expectBool(operand) }
            return .bool
        case .conditional(let condition, let then, let otherwise):
            expectBool(condition)
            let (a, b) = (type(of: then), type(of: otherwise))
            return types.joined(a, b)
        case .list(let elements): return list(elements)
        case .map(let entries): return map(entries)
        case .structure(let name, let fields): return structure(syntax, name, fields)
        case .comprehension(let comprehension): return self.comprehension(syntax, comprehension)
        case .call(let name, let target, let arguments): return call(syntax, name, target, arguments)
        case .bind(let name, let value, let body):
            let valueType = type(of: value)
            return with([name], [valueType]) { checker in checker.type(of: body) }
        case .optionalMap(let operand, let variable, let body, let isFlat):
            return optionalMap(syntax, operand, variable, body, isFlat: isFlat)
        }
    }

    /// Calls `body` where variables of a macro are known.
    mutating func with<R>(_ variables: [String], _ types: [StaticType], _ body: (inout Checker) -> R) -> R {
        names.locals += variables
        localTypes += types.prefix(variables.count)
        defer {
            names.locals.removeLast(variables.count)
            localTypes.removeLast(variables.count)
        }
        return body(&self)
    }

    mutating func expectBool(_ syntax: Syntax) {
        let type = type(of: syntax)
        guard !types.accepts(type, as: .bool) || type == .null else { return }
        report(
            syntax.range.lowerBound,
            "expected bool, found \(type.words)\(Advice.onTruth(of: type, text(of: syntax)))"
        )
    }

    /// The text of a part when it is short enough to be shown in a message; else `x`.
    func text(of syntax: Syntax) -> String { text(syntax.range) }

    func text(_ range: Range<Int>) -> String {
        guard range.count <= 40, range.upperBound <= source.count, !range.isEmpty else { return "x" }
        let text = String(decoding: source[range], as: UTF8.self)
        return text.contains(where: \.isNewline) ? "x" : text
    }
}
