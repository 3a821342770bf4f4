/// Macros that go through elements, or into an optional value.
extension Checker {
    mutating func comprehension(_ syntax: Syntax, _ comprehension: Syntax.Comprehension) -> StaticType {
        let range = type(of: comprehension.range)
        let (first, second) = variables(of: range, syntax, comprehension)
        return with(comprehension.variables, [first, second]) { checker in
            if let condition = comprehension.condition { checker.expectBool(condition) }
            switch comprehension.macro {
            case .all, .exists, .existsOne:
                checker.expectBool(comprehension.body)
                return .bool
            case .filter:
                checker.expectBool(comprehension.body)
                return .list(first)
            case .map: return .list(checker.type(of: comprehension.body))
            case .transformMap: return .map(first, checker.type(of: comprehension.body))
            case .transformMapEntry: return checker.entries(comprehension.body)
            }
        }
    }

    private mutating func variables(
        of range: StaticType,
        _ syntax: Syntax,
        _ comprehension: Syntax.Comprehension
    ) -> (StaticType, StaticType) {
        let hasTwo = comprehension.variables.count > 1
        switch range {
        case .list(let element): return hasTwo ? (.int, element) : (element, .dyn)
        case .map(let key, let value): return (key, value)
        case .record(let record): return (.string, record.fields.isEmpty ? record.others ?? .dyn : .dyn)
        case .dyn, .parameter: return (.dyn, .dyn)
        default:
            report(
                syntax.offset,
                "\(range.article) has no elements to go through\(Advice.onElements(of: range))"
            )
            return (.dyn, .dyn)
        }
    }

    private mutating func entries(_ body: Syntax) -> StaticType {
        let type = type(of: body)
        switch type {
        case .map: return type
        case .dyn, .parameter: return .map(.dyn, .dyn)
        default:
            report(body.range.lowerBound, "transformMapEntry makes entries such as {key: value}, found \(type.article)")
            return .map(.dyn, .dyn)
        }
    }

    mutating func optionalMap(
        _ syntax: Syntax,
        _ operand: Syntax,
        _ variable: String,
        _ body: Syntax,
        isFlat: Bool
    ) -> StaticType {
        let name = isFlat ? "optFlatMap" : "optMap"
        let type = type(of: operand)
        let held = types.fresh()
        if !types.accepts(type, as: .optional(held)) {
            report(syntax.offset, "\(name) is for optional values, found \(type.article); a list has map")
        }
        let result = with([variable], [types.resolved(held)]) { checker in checker.type(of: body) }
        guard isFlat else { return .optional(result) }
        let inner = types.fresh()
        if !types.accepts(result, as: .optional(inner)) {
            report(body.range.lowerBound, "optFlatMap needs an optional value, found \(result.words); optMap takes any")
        }
        return .optional(types.resolved(inner))
    }
}
