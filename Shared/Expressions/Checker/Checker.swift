/// Finds all mistakes that need no values: unknown names, wrong numbers of arguments, and types that can never fit.
///
/// It is gradual: whatever comes from a setting is `dyn` and fits everywhere.
struct Checker {
    let environment: Environment
    var names: NameResolver
    var localTypes: [StaticType] = []
    var issues: [ExpressionIssue] = []

    init(_ environment: Environment) {
        self.environment = environment
        names = NameResolver(environment: environment)
    }

    /// The type of the whole, and the mistakes.
    static func check(_ syntax: Syntax, in environment: Environment) -> (type: StaticType, issues: [ExpressionIssue]) {
        var checker = Checker(environment)
        let type = checker.type(of: syntax)
        return (type, checker.issues)
    }

    mutating func report(_ offset: Int, _ message: String) {
        issues.append(ExpressionIssue(offset: offset, message: message))
    }

    mutating func type(of syntax: Syntax) -> StaticType {
        switch syntax.kind {
        case .literal(let value): return StaticType(value)
        case .identifier: return chain(syntax)
        case .select(let operand, let field, _): return select(syntax, operand, field)
        case .has(let operand, let field):
            _ = field
            selectable(type(of: operand), syntax)
            return .bool
        case .index(let operand, let index, _): return self.index(syntax, operand, index)
        case .and(let operands), .or(let operands):
            for operand in operands { expectBool(operand) }
            return .bool
        case .conditional(let condition, let then, let otherwise):
            expectBool(condition)
            return type(of: then).joinedSimply(type(of: otherwise))
        case .list(let elements): return .list(joined(elements.map(\.value)))
        case .map(let entries): return map(entries)
        case .structure(let name, _):
            report(syntax.offset, "'\(name){…}': messages are not known here; use a map such as {'key': value}")
            return .dyn
        case .comprehension(let comprehension): return self.comprehension(syntax, comprehension)
        case .call(let name, let target, let arguments): return call(syntax, name, target, arguments)
        case .bind, .optionalMap: return .dyn
        }
    }

    private mutating func chain(_ syntax: Syntax) -> StaticType {
        guard let chain = syntax.nameChain else { return .dyn }
        guard let (meaning, taken) = names.resolve(chain.names, isAbsolute: chain.isAbsolute) else {
            let known = environment.variables.joined(separator: ", ")
            report(syntax.range.lowerBound, "unknown variable '\(chain.names[0])'; known are: \(known)")
            return .dyn
        }
        var type: StaticType
        switch meaning {
        case .local(let slot): type = localTypes[slot]
        case .global: type = .dyn
        case .type: type = .type(.dyn)
        }
        for offset in chain.offsets[taken...] { type = field(of: type, at: offset) }
        return type
    }

    private mutating func select(_ syntax: Syntax, _ operand: Syntax, _ field: String) -> StaticType {
        guard syntax.nameChain == nil else { return chain(syntax) }
        return self.field(of: type(of: operand), at: syntax.offset)
    }

    private mutating func field(of type: StaticType, at offset: Int) -> StaticType {
        switch type {
        case .map(_, let value): return value
        case .dyn: return .dyn
        default:
            report(offset, "\(type) has no fields")
            return .dyn
        }
    }

    private mutating func selectable(_ type: StaticType, _ syntax: Syntax) { _ = field(of: type, at: syntax.offset) }

    private mutating func index(_ syntax: Syntax, _ operand: Syntax, _ index: Syntax) -> StaticType {
        let container = type(of: operand)
        let key = type(of: index)
        switch container {
        case .list(let element):
            if !key.isNumber, key != .dyn { report(index.range.lowerBound, "a list has no element at a \(key)") }
            return element
        case .map(_, let value): return value
        case .dyn: return .dyn
        default:
            report(syntax.offset, "\(container) has no elements")
            return .dyn
        }
    }

    mutating func expectBool(_ syntax: Syntax) {
        let type = type(of: syntax)
        if type != .bool, type != .dyn { report(syntax.range.lowerBound, "expected bool, found \(type)") }
    }

    private mutating func joined(_ parts: [Syntax]) -> StaticType {
        var result: StaticType?
        for part in parts {
            let type = type(of: part)
            result = result?.joinedSimply(type) ?? type
        }
        return result ?? .dyn
    }

    private mutating func map(_ entries: [Syntax.Entry]) -> StaticType {
        let key = joined(entries.map(\.key))
        return .map(key, joined(entries.map(\.value)))
    }

    private mutating func comprehension(_ syntax: Syntax, _ comprehension: Syntax.Comprehension) -> StaticType {
        let range = type(of: comprehension.range)
        var (first, second): (StaticType, StaticType) = (.dyn, .dyn)
        switch range {
        case .list(let element): (first, second) = comprehension.variables.count > 1 ? (.int, element) : (element, .dyn)
        case .map(let key, let value): (first, second) = (key, value)
        case .dyn: break
        default: report(syntax.offset, "\(range) has no elements to go through")
        }
        names.locals += comprehension.variables
        localTypes += [first, second].prefix(comprehension.variables.count)
        defer {
            names.locals.removeLast(comprehension.variables.count)
            localTypes.removeLast(comprehension.variables.count)
        }
        if let condition = comprehension.condition { expectBool(condition) }
        switch comprehension.macro {
        case .all, .exists, .existsOne:
            expectBool(comprehension.body)
            return .bool
        case .filter:
            expectBool(comprehension.body)
            return .list(first)
        case .map: return .list(type(of: comprehension.body))
        case .transformMap, .transformMapEntry: return .map(first, type(of: comprehension.body))
        }
    }
}
