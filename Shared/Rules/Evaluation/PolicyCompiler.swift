import Expressions
import Messages

/// Compiles documents one after the other and collects what is wrong with them.
struct PolicyCompiler {
    private(set) var rules: [CompiledRule] = []
    private(set) var mistakes: [PolicyError.Mistake] = []
    private var ids: [String: String] = [:]

    mutating func add(_ document: PolicyDocument) {
        do {
            for rule in try PublishedRule.read(document.content) { add(rule, from: document.reference.subject) }
        } catch {
            report(document.reference.subject, nil, "cannot be read: \(error)")
        }
    }

    /// Adds one rule; `document` says where it comes from.
    mutating func add(_ rule: PublishedRule, from document: String) {
        if let other = ids[rule.id] {
            return report(document, rule.id, "the same id is in \(other)")
        }
        ids[rule.id] = document
        do throws(ExpressionErrors) {
            rules.append(try CompiledRule(rule))
        } catch {
            report(document, rule.id, error.description)
        }
    }

    private mutating func report(_ document: String, _ rule: String?, _ text: String) {
        mistakes.append(PolicyError.Mistake(document: document, rule: rule, text: text))
    }
}
