import Expressions

extension RuleDoubts {
    /// Conditions that are the same whatever the settings are: found by asking them without any.
    func reportConstants(_ condition: Condition) {
        if let value = Constant.value(of: condition.outline, locals: []) {
            let words = Self.words(condition.name, value)
            return warn(
                value ? .alwaysTrue : .alwaysFalse,
                words.message,
                at: condition.outline,
                in: condition,
                hint: words.hint
            )
        }
        reportConstants(below: condition.outline, locals: [], condition)
    }

    private static func words(_ name: String, _ value: Bool) -> (message: String, hint: String) {
        switch (name, value) {
        case ("when", true): ("this is true whatever the settings are", "leave `when` out: the rule always applies")
        case ("when", false):
            ("this is false whatever the settings are: the rule never applies", "retired: true ends a rule")
        case (_, true):
            (
                "this is true whatever the settings are: the rule never fails",
                "look for a comparison with itself, or a wrong ||"
            )
        default:
            (
                "this is false whatever the settings are: the rule never passes",
                "look for a condition that nothing can meet"
            )
        }
    }

    private func reportConstants(below outline: Outline, locals: [String], _ condition: Condition) {
        for (index, child) in outline.children.enumerated() {
            let locals = index == 0 ? locals : locals + outline.form.variables
            if outline.isCondition(at: index), let value = Constant.value(of: child, locals: locals) {
                warn(
                    value ? .alwaysTrue : .alwaysFalse,
                    "this part is \(value) whatever the settings are",
                    at: child,
                    in: condition
                )
            } else {
                reportConstants(below: child, locals: locals, condition)
            }
        }
    }

    /// The same condition twice among the operands of one `&&` or `||`.
    func reportRepetition(_ condition: Condition) {
        for part in condition.outline.all where part.form == .and || part.form == .or {
            var counts: [String: Int] = [:]
            for operand in part.children {
                let text = operand.folded
                counts[text, default: 0] += 1
                // Said once, however often it is repeated.
                if counts[text] == 2 { warn(.repeated, "this condition stands here twice", at: operand, in: condition) }
            }
        }
    }
}

/// Finds conditions whose value needs no setting.
enum Constant {
    /// The value of a condition whatever its variables are; nil where it depends on them.
    static func value(of part: Outline, locals: [String]) -> Bool? {
        if case .name = part.form { return nil }
        if let value = Contradiction.value(of: part) { return value }
        // Without values every use of a variable is an error, which only an operand that decides alone outweighs.
        let names = RuleVariable.allCases.map(\.name) + locals
        guard let program = try? Program(compiling: part.text, in: Environment(variables: names)) else { return nil }
        var cost = Cost(limit: 10_000)
        guard case .success(let value) = program.test(Bindings(count: names.count), cost: &cost) else { return nil }
        return value
    }
}

/// Finds what logic alone decides: `x == x`, `a && !a`, `x == 1 && x == 2`, `x != 1 || x != 2`.
enum Contradiction {
    static func value(of part: Outline) -> Bool? {
        switch part.form {
        case .call("==", isMember: false), .call("<=", isMember: false), .call(">=", isMember: false):
            return part.hasEqualSides ? true : nil
        case .call("!=", isMember: false), .call("<", isMember: false), .call(">", isMember: false):
            return part.hasEqualSides ? false : nil
        case .and: return opposes(part.children, "==") ? false : nil
        case .or: return opposes(part.children, "!=") ? true : nil
        default: return nil
        }
    }

    private static func opposes(_ operands: [Outline], _ relation: String) -> Bool {
        let texts = Set(operands.map(\.folded))
        if operands.contains(where: { $0.form == .not && texts.contains($0.children[0].folded) }) { return true }
        var literals: [String: String] = [:]
        for operand in operands {
            guard operand.form == .call(relation, isMember: false) else { continue }
            let sides = operand.children[1].form == .literal ? operand.children : operand.children.reversed()
            // Only texts surely differ when they are written differently: 1 equals 1.0.
            guard sides[1].form == .literal, sides[0].form != .literal, sides[1].isPlainText else { continue }
            if let other = literals[sides[0].folded], other != sides[1].inner { return true }
            literals[sides[0].folded] = sides[1].inner
        }
        return false
    }
}

extension Outline {
    /// The text without the blanks and line breaks that make no difference.
    var folded: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    fileprivate var hasEqualSides: Bool {
        children.count == 2 && children[0].form != .literal && children[0].folded == children[1].folded
    }

    /// A string in plain quotes without escapes.
    fileprivate var isPlainText: Bool {
        guard let quote = text.first, quote == "\"" || quote == "'", text.count >= 2 else { return false }
        return !text.contains("\\") && !text.hasPrefix("\"\"\"") && !text.hasPrefix("'''")
    }

    fileprivate var inner: String { String(text.dropFirst().dropLast()) }

    /// Whether a child must be true or false.
    func isCondition(at index: Int) -> Bool {
        switch form {
        case .and, .or, .not: true
        case .conditional: index == 0
        case .macro(let name, _):
            index > 0 && (["all", "exists", "existsOne", "filter"].contains(name) || index < children.count - 1)
        default: false
        }
    }
}

extension Outline.Form {
    /// The names that the bodies may use besides.
    var variables: [String] {
        switch self {
        case .macro(_, let variables): variables
        case .binding(let name): [name]
        default: []
        }
    }
}
