import JSON
public import Messages

/// Gives people the words of a published policy: what each rule says, why it matters and what to do.
public struct PolicyTexts: Sendable {
    /// The words of one rule.
    public struct Entry: Codable, Hashable, Sendable {
        /// The rule's id.
        public var id: String
        /// The place in the taxonomy.
        public var category: Category
        /// How strongly it is asked for.
        public var level: Rule.Level
        /// How bad a failure is.
        public var severity: Severity
        /// What is wrong, in one line.
        public var title: LocalizedText
        /// Why that is dangerous.
        public var risk: LocalizedText
        /// What to do about it.
        public var remedy: LocalizedText
        /// The controls it gives evidence for.
        public var controls: [String]
    }

    /// The words by rule id.
    public private(set) var entries: [String: Entry] = [:]

    /// Makes a set without any words.
    public init() {}

    /// Reads the `texts` documents among `documents`; others are passed over.
    /// - Throws: ``PolicyError`` naming every document that cannot be read.
    public init(documents: [PolicyDocument]) throws(PolicyError) {
        var mistakes: [PolicyError.Mistake] = []
        for document in documents where document.part == .texts {
            do {
                let root = try JSONDocument(document.content).root
                for entry in try JSONNodeDecoder().decode(Content.self, from: root).rules { entries[entry.id] = entry }
            } catch {
                mistakes.append(PolicyError.Mistake(document: document.reference.subject, rule: nil, text: "\(error)"))
            }
        }
        guard mistakes.isEmpty else { throw PolicyError(mistakes: mistakes) }
    }

    /// Takes the words of packs that were not published.
    public init(packs: [RulePack]) {
        for rule in packs.filter({ !$0.retired }).flatMap(\.activeRules) { entries[rule.id] = Entry(rule) }
    }

    /// The words of the rule called `id`; nil for a rule that is not published.
    public subscript(id: String) -> Entry? { entries[id] }

    private struct Content: Decodable {
        var rules: [Entry]
    }
}

extension PolicyTexts.Entry {
    init(_ rule: Rule) {
        self.init(
            id: rule.id,
            category: rule.category,
            level: rule.level,
            severity: rule.severity,
            title: rule.title,
            risk: rule.risk,
            remedy: rule.remedy,
            controls: rule.controls
        )
    }
}
