/// Operators: which types they take, and what to write when they do not.
extension Checker {
    /// The type of an operator's result; nil when `name` is none.
    mutating func operation(_ syntax: Syntax, _ name: String, _ arguments: [Syntax]) -> StaticType? {
        switch (name, arguments.count) {
        case ("!_", 1):
            expectBool(arguments[0])
            return .bool
        case ("-_", 1):
            let type = type(of: arguments[0])
            if resolve(Self.negations, [type]) == nil {
                report(syntax.offset, "\(type.article) has no negative")
                return .dyn
            }
            return type
        case ("==", 2), ("!=", 2): return equality(syntax, name, arguments[0], arguments[1])
        case ("<", 2), ("<=", 2), (">", 2), (">=", 2):
            let (a, b) = (type(of: arguments[0]), type(of: arguments[1]))
            if !areOrdered(a, b) {
                report(
                    syntax.offset,
                    "\(a.words) and \(b.words) have no order\(adviceOnComparing(name, a, b, arguments))"
                )
            }
            return .bool
        case ("in", 2): return membership(syntax, arguments[0], arguments[1])
        default:
            guard let signatures = Self.arithmetic[name], arguments.count == 2 else { return nil }
            let (a, b) = (type(of: arguments[0]), type(of: arguments[1]))
            if let result = resolve(signatures, [a, b]) { return result }
            let advice = Advice.onArithmetic(name, (a, text(of: arguments[0])), (b, text(of: arguments[1])))
            report(syntax.offset, "'\(name)' does not take \(a.words) and \(b.words)\(advice)")
            return .dyn
        }
    }

    /// The type of the result of those that take the arguments: `dyn` when they differ, nil when there are none.
    mutating func resolve(_ signatures: [Signature], _ arguments: [StaticType]) -> StaticType? {
        var result: StaticType?
        for signature in signatures where signature.accepts(count: arguments.count) {
            let instance = types.instance(of: signature)
            let wanted = arguments.indices.map { instance.parameter(at: $0) }
            guard types.accepts(arguments, as: wanted) else { continue }
            let type = types.resolved(instance.result)
            if let known = result, known != type { return .dyn }
            result = type
        }
        return result
    }

    private mutating func equality(_ syntax: Syntax, _ name: String, _ left: Syntax, _ right: Syntax) -> StaticType {
        let (a, b) = (type(of: left), type(of: right))
        if !mayEqual(a, b) {
            report(
                syntax.offset,
                "\(a.words) and \(b.words) are never equal\(adviceOnComparing(name, a, b, [left, right]))"
            )
        }
        hintAtImpossible(a, right)
        hintAtImpossible(b, left)
        return .bool
    }

    /// A text that a choice never is.
    private mutating func hintAtImpossible(_ type: StaticType, _ other: Syntax) {
        guard case .choice(let values) = type.unwrapped, case .literal(.string(let utf8)) = other.kind else { return }
        let text = String(decoding: utf8, as: UTF8.self)
        guard !values.contains(text) else { return }
        let near = Spelling.nearest(to: text, among: values)
        let advice =
            near.map { "; did you mean '\($0)'?" } ?? "; it is one of \(values.prefix(8).joined(separator: ", "))"
        checked.hints.append(Hint(.impossibleValue, at: other.range.lowerBound, "it is never '\(text)'\(advice)"))
    }

    private func adviceOnComparing(_ relation: String, _ a: StaticType, _ b: StaticType, _ operands: [Syntax]) -> String
    {
        for operand in operands.prefix(1) {
            guard case .call(let name, nil, let parts) = operand.kind, Self.comparisons.contains(name), parts.count == 2
            else { continue }
            let (a, b) = (text(of: parts[0]), text(of: parts[1]))
            return "; comparisons do not chain: write \(a) \(name) \(b) && \(b) \(relation) \(text(of: operands[1]))"
        }
        return Advice.onComparing((a, text(of: operands[0])), (b, text(of: operands[1])))
    }

    private mutating func membership(_ syntax: Syntax, _ element: Syntax, _ container: Syntax) -> StaticType {
        let type = type(of: element)
        let containerType = self.type(of: container)
        switch containerType {
        case .dyn, .parameter: break
        case .list(let held):
            if !mayEqual(type, held) {
                report(syntax.offset, "a list of \(held.words) never holds \(type.article)")
            }
            if case .list(let elements) = container.kind {
                for element in elements { hintAtImpossible(type, element.value) }
            }
            hintAtImpossible(held, element)
        case .map(let key, _):
            if !mayEqual(type, key) {
                report(syntax.offset, "a map with keys of \(key.words) never has \(type.article)")
            }
        case .record:
            if case .literal(.string(let utf8)) = element.kind {
                _ = field(String(decoding: utf8, as: UTF8.self), of: containerType, container, at: syntax.offset)
            } else if !types.accepts(type, as: .string) {
                report(syntax.offset, "fields have names, found \(type.article)")
            }
        default:
            let advice = containerType.plain == .string ? "; a part of a text is found by text.contains('…')" : ""
            report(syntax.offset, "'in' needs a list or map, found \(containerType.words)\(advice)")
        }
        return .bool
    }

    /// Whether values of both types could be equal: numbers of all types are compared, and empty lists are alike.
    func mayEqual(_ a: StaticType, _ b: StaticType) -> Bool {
        switch (a.unwrapped.plain, b.unwrapped.plain) {
        case (.dyn, _), (_, .dyn), (.null, _), (_, .null), (.parameter, _), (_, .parameter): true
        case (.list, .list), (.map, .map), (.optional, .optional), (.type, .type): true
        case (.abstract(let a, _), .abstract(let b, _)): a == b
        case (let a, let b): a == b || (a.isNumber && b.isNumber)
        }
    }

    private func areOrdered(_ a: StaticType, _ b: StaticType) -> Bool {
        let (a, b) = (a.unwrapped.plain, b.unwrapped.plain)
        switch (a, b) {
        case (.dyn, let known), (.parameter, let known), (let known, .dyn), (let known, .parameter):
            return known == .dyn || known.isNumber || Self.ordered.contains(known) || known.isOpen
        default: return (a.isNumber && b.isNumber) || (a == b && Self.ordered.contains(a))
        }
    }

    private static let comparisons: Set = ["==", "!=", "<", "<=", ">", ">="]
    private static let ordered: Set<StaticType> = [.bool, .string, .bytes, .timestamp, .duration]
    private static let negations = [
        Signature("(int) -> int"), Signature("(double) -> double"), Signature("(duration) -> duration"),
    ]

    /// Source: CEL language definition, "List of Standard Definitions".
    private static let arithmetic: [String: [Signature]] = {
        let numbers = ["int", "uint", "double"].map { Signature("(\($0), \($0)) -> \($0)") }
        let sums = ["(duration, duration) -> duration", "(timestamp, duration) -> timestamp"].map { Signature($0) }
        return [
            "+": numbers + sums
                + [
                    "(duration, timestamp) -> timestamp", "(string, string) -> string", "(bytes, bytes) -> bytes",
                    "(list(A), list(A)) -> list(A)",
                ].map { Signature($0) },
            "-": numbers + sums + [Signature("(timestamp, timestamp) -> duration")],
            "*": numbers, "/": numbers, "%": Array(numbers.prefix(2)),
        ]
    }()
}

extension StaticType {
    fileprivate var isOpen: Bool {
        if case .parameter = self { return true }
        return false
    }
}
