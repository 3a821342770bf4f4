import JSON
import Messages

/// What a checker needs of one rule, as the `rules` document has it.
struct PublishedRule: Decodable, Sendable {
    var id: String
    var category: Category
    var severity: Severity
    var responsibility: Rule.Responsibility
    var applies: Scope
    /// Nil and none are the same; most rules have none.
    var relations: [Rule.Relation]?
    var when: String?
    var check: String?
    var onMissing: Rule.OnMissing

    struct Scope: Decodable, Sendable {
        var provider: String
        var resourceTypes: [String]
    }

    /// Reads the rules of a document's content.
    /// - Throws: `JSONError` or `DecodingError` with the path.
    static func read(_ content: [UInt8]) throws -> [PublishedRule] {
        try JSONNodeDecoder().decode(Content.self, from: JSONDocument(content).root).rules
    }

    private struct Content: Decodable {
        var rules: [PublishedRule]
    }
}

extension Rule {
    /// The part of the rule that is published to checkers.
    var published: PublishedRule {
        PublishedRule(
            id: id,
            category: category,
            severity: severity,
            responsibility: responsibility,
            applies: PublishedRule.Scope(provider: applies.provider, resourceTypes: applies.resourceTypes),
            relations: relations,
            when: when,
            check: check,
            onMissing: onMissing
        )
    }
}
