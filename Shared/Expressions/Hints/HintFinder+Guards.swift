extension HintFinder {
    /// The paths that are present when a condition is true, or false.
    func guards(of syntax: Syntax, when value: Bool) -> Set<FieldPath> {
        switch syntax.kind {
        case .has(let operand, let field):
            guard value, let path = path(of: operand.plain) else { return [] }
            return [path.appending(field, syntax.offset)]
        case .and(let operands): return guards(of: operands, when: value, isEach: value)
        case .or(let operands): return guards(of: operands, when: value, isEach: !value)
        case .call("!_", nil, let arguments) where arguments.count == 1: return guards(of: arguments[0], when: !value)
        case .call("in", nil, let arguments) where value && arguments.count == 2:
            guard case .literal(.string(let utf8)) = arguments[0].kind, let path = path(of: arguments[1]) else {
                return []
            }
            return [path.appending(String(decoding: utf8, as: UTF8.self), syntax.offset)]
        case .call(value ? "!=" : "==", nil, let arguments) where arguments.count == 2:
            guard let index = arguments.firstIndex(where: \.isNull) else { return [] }
            return path(of: arguments[1 - index]).map { [$0] } ?? []
        case .call("hasValue", let target?, _) where value: return path(of: target.plain).map { [$0] } ?? []
        default: return []
        }
    }

    private func guards(of operands: [Syntax], when value: Bool, isEach: Bool) -> Set<FieldPath> {
        let sets = operands.map { guards(of: $0, when: value) }
        guard let first = sets.first else { return [] }
        return isEach
            ? sets.reduce(into: []) { $0.formUnion($1) } : sets.dropFirst().reduce(first) { $0.intersection($1) }
    }

    /// Operators whose result needs no value, or that bind in another way than they look.
    mutating func hintAtOperator(_ syntax: Syntax, _ name: String, _ arguments: [Syntax]) {
        guard arguments.count == 2 else { return }
        if name == "in" {
            if case .call("!_", nil, _) = arguments[0].kind, arguments[0].range.lowerBound == syntax.range.lowerBound {
                let message =
                    "'!' binds more than 'in': this asks whether the list holds true or false; write !(x in list)"
                append(Hint(.precedence, at: arguments[0].range.lowerBound, message))
            }
            if case .list(let elements) = arguments[1].kind, elements.isEmpty {
                append(Hint(.alwaysFalse, at: syntax.offset, "an empty list holds nothing"))
            }
        }
        let (isSize, isOther) = (arguments[0].isSize, arguments[1].isSize)
        guard isSize != isOther, case .literal(.int(let limit)) = arguments[isSize ? 1 : 0].kind else { return }
        let relation = isSize ? name : Self.mirrored[name] ?? name
        switch relation {
        case ">=" where limit <= 0, ">" where limit < 0, "!=" where limit < 0:
            append(
                Hint(.alwaysTrue, at: syntax.offset, "a size is never less than 0; for 'not empty' write size(x) > 0")
            )
        case "<" where limit <= 0, "<=" where limit < 0, "==" where limit < 0:
            append(Hint(.alwaysFalse, at: syntax.offset, "a size is never less than 0; for 'empty' write size(x) == 0"))
        default: break
        }
    }

    private static let mirrored = ["<": ">", "<=": ">=", ">": "<", ">=": "<="]
}

extension Syntax {
    /// The same selections without their question marks: what is asked about is the place.
    fileprivate var plain: Syntax {
        switch kind {
        case .select(let operand, let field, _):
            replacing(.select(operand.plain, field: field, isOptional: false))
        case .index(let operand, let index, _): replacing(.index(operand.plain, index, isOptional: false))
        default: self
        }
    }

    private func replacing(_ kind: Kind) -> Syntax { Syntax(kind: kind, range: range, offset: offset, depth: depth) }

    fileprivate var isNull: Bool {
        if case .literal(.null) = kind { return true }
        return false
    }

    fileprivate var isSize: Bool {
        if case .call("size", let target, let arguments) = kind {
            return (target == nil ? 0 : 1) + arguments.count == 1
        }
        return false
    }
}
