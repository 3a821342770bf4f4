import Expressions

/// Turns a condition that must not hold into one that must, as people would write it.
enum Negation {
    private static let opposites = ["==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"]

    static func text(of condition: String) -> String {
        guard let outline = try? Outline(parsing: condition) else { return "!(\(condition))" }
        switch outline.form {
        case .call(let name, isMember: false) where opposites[name] != nil && outline.children.count == 2:
            let (left, right) = (outline.children[0].text, outline.children[1].text)
            return "\(left) \(opposites[name] ?? name) \(right)"
        case .call(let name, _) where name.first?.isLetter ?? false && name != "in": return "!\(condition)"
        case .has, .name, .field, .index, .macro: return "!\(condition)"
        case .not: return outline.children[0].text
        default: return "!(\(condition))"
        }
    }
}
