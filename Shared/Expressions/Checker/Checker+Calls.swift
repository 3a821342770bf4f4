extension Checker {
    mutating func call(_ syntax: Syntax, _ name: String, _ target: Syntax?, _ arguments: [Syntax]) -> StaticType {
        if let target, let qualified = names.qualifiedFunction(name, on: target) {
            return named(syntax, qualified, isMember: false, arguments.map { type(of: $0) })
        }
        let types = ((target.map { [$0] } ?? []) + arguments).map { argument in type(of: argument) }
        switch name {
        case "!_":
            if types[0] != .bool, types[0] != .dyn { report(syntax.offset, "expected bool, found \(types[0])") }
            return .bool
        case "==", "!=":
            if !types[0].mayEqual(types[1]) { report(syntax.offset, "\(types[0]) and \(types[1]) are never equal") }
            return .bool
        case "<", "<=", ">", ">=":
            if !areOrdered(types[0], types[1]) { report(syntax.offset, "\(types[0]) and \(types[1]) have no order") }
            return .bool
        case "in":
            if case .list = types[1] { return .bool }
            if case .map = types[1] { return .bool }
            if types[1] != .dyn { report(syntax.offset, "'in' needs a list or map, found \(types[1])") }
            return .bool
        case "+", "-", "*", "/", "%": return arithmetic(syntax, name, types[0], types[1])
        case "-_":
            if ![.int, .double, .duration, .dyn].contains(types[0]) {
                report(syntax.offset, "\(types[0]) has no negative")
            }
            return types[0]
        default: return named(syntax, name, isMember: target != nil, types)
        }
    }

    private mutating func named(_ syntax: Syntax, _ name: String, isMember: Bool, _ types: [StaticType]) -> StaticType {
        let registry = environment.functions
        let overloads = registry.overloads(of: name, arguments: types.count, isMember: isMember)
        if let first = overloads.first?.signature.result {
            return overloads.allSatisfy { $0.signature.result == first } ? first : .dyn
        }
        report(syntax.offset, registry.whyAbsent(name, arguments: types.count, isMember: isMember))
        return .dyn
    }

    private func areOrdered(_ a: StaticType, _ b: StaticType) -> Bool {
        if a == .dyn || b == .dyn || (a.isNumber && b.isNumber) { return true }
        return a == b && [.bool, .string, .bytes, .timestamp, .duration].contains(a)
    }

    private mutating func arithmetic(_ syntax: Syntax, _ name: String, _ a: StaticType, _ b: StaticType) -> StaticType {
        if a == .dyn || b == .dyn { return .dyn }
        switch (name, a, b) {
        case ("+", .list(let a), .list(let b)): return .list(a.joinedSimply(b))
        case ("+", .string, .string), ("+", .bytes, .bytes): return a
        case ("+", .timestamp, .duration), ("+", .duration, .timestamp), ("-", .timestamp, .duration): return .timestamp
        case ("-", .timestamp, .timestamp), ("-", .duration, .duration), ("+", .duration, .duration): return .duration
        case ("%", .double, .double): break
        default: if a == b, a.isNumber { return a }
        }
        report(syntax.offset, "'\(name)' is not defined for \(a) and \(b)")
        return .dyn
    }
}

extension StaticType {
    fileprivate func mayEqual(_ other: StaticType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn), (.null, _), (_, .null): true
        case (.list, .list), (.map, .map): true
        default: self == other || (isNumber && other.isNumber)
        }
    }

    func joinedSimply(_ other: StaticType) -> StaticType { self == other ? self : .dyn }
}
