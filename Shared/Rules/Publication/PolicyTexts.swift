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
        /// What it is for, whatever the cloud; nil where nothing is known of that.
        public var intent: IntentText?

        /// Takes all fields.
        public init(
            id: String,
            category: Category,
            level: Rule.Level,
            severity: Severity,
            title: LocalizedText,
            risk: LocalizedText,
            remedy: LocalizedText,
            controls: [String],
            intent: IntentText? = nil
        ) {
            self.id = id
            self.category = category
            self.level = level
            self.severity = severity
            self.title = title
            self.risk = risk
            self.remedy = remedy
            self.controls = controls
            self.intent = intent
        }
    }

    /// The words of one intent.
    public struct IntentText: Codable, Hashable, Sendable {
        /// The intent's id.
        public var id: String
        /// The one sentence that stands for the rules of all clouds.
        public var title: LocalizedText
        /// What happens to somebody who applies a setting against it.
        public var consequence: LocalizedText
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
        for pack in packs where !pack.retired {
            for rule in pack.activeRules {
                entries[rule.id] = Entry(rule, pack.intents.first { $0.id == rule.intent })
            }
        }
    }

    /// The words of the rule called `id`; nil for a rule that is not published.
    public subscript(id: String) -> Entry? { entries[id] }

    private struct Content: Decodable {
        var rules: [Entry]
    }
}

extension PolicyTexts.Entry {
    init(_ rule: Rule, _ intent: Intent?) {
        self.init(
            id: rule.id,
            category: rule.category,
            level: rule.level,
            severity: rule.severity,
            title: rule.title,
            risk: rule.risk,
            remedy: rule.remedy,
            controls: rule.controls,
            intent: intent.map {
                PolicyTexts.IntentText(id: $0.id, title: $0.title, consequence: $0.consequence)
            }
        )
    }
}
