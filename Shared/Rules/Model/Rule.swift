public import Messages

/// States one thing that must hold for resources of some types, why, and what to do where it does not.
public struct Rule: Hashable, Sendable {
    /// How strongly the guideline asks for it: 基本 or 推奨.
    public enum Level: String, CaseIterable, Codable, Hashable, Sendable {
        case basic, recommended
    }

    /// Who has to act, as MIC-CFG II.1.2 divides it.
    public enum Responsibility: String, CaseIterable, Codable, Hashable, Sendable {
        case customer, provider, shared
    }

    /// What a field that is absent means for the outcome.
    public enum OnMissing: String, CaseIterable, Codable, Hashable, Sendable {
        case fail, pass, notApplicable, error

        /// The outcome it stands for.
        public var outcome: Outcome {
            switch self {
            case .fail: .fail
            case .pass: .pass
            case .notApplicable: .notApplicable
            case .error: .error
            }
        }
    }

    /// Which resources a rule is asked about.
    public struct Scope: Hashable, Sendable {
        /// The cloud, in lower case.
        public var provider: String
        /// The resource types as the cloud spells them; at least one.
        public var resourceTypes: [String]

        /// Takes provider and types.
        public init(provider: String, resourceTypes: [String]) {
            self.provider = provider
            self.resourceTypes = resourceTypes
        }
    }

    /// Another kind of resource that the rule looks at beside its own.
    public struct Relation: Hashable, Codable, Sendable {
        /// Which of the two names the other.
        public enum Direction: String, Codable, Hashable, Sendable {
            /// The rule's resource names the neighbours.
            case names
            /// The neighbours name the rule's resource.
            case namedBy
        }

        /// What the rule calls the neighbours: `related.<name>`.
        public var name: String
        /// The neighbours' type; their cloud is the rule's.
        public var resourceType: String
        /// Which of the two names the other.
        public var direction: Direction
        /// A CEL expression that gives a text or a list of texts: ids, ARNs, links or addresses; on the one that names.
        public var expression: String
    }

    /// Unique over all packs, such as `aws.s3.block-public-access`.
    public var id: String
    /// What the rule is for, whatever the cloud: rules of one intent are told in one sentence.
    public var intent: String?
    /// The place in the taxonomy.
    public var category: Category
    /// How strongly it is asked for.
    public var level: Level
    /// How bad a failure is.
    public var severity: Severity
    /// What is wrong, in one line, as it is told when the rule fails.
    public var title: LocalizedText
    /// Why that is dangerous, in plain words.
    public var risk: LocalizedText
    /// What to do about it.
    public var remedy: LocalizedText
    /// Which resources it is asked about.
    public var applies: Scope
    /// The neighbours that `when` and `check` look at.
    public var relations: [Relation] = []
    /// A CEL condition; where it is false the rule does not apply, and nil is always true.
    public var when: String?
    /// A CEL condition, true where compliant; nil for what no program can decide, with the outcome `manual`.
    public var check: String?
    /// What an absent field means.
    public var onMissing: OnMissing
    /// The patch, as JSON text, that a guardrail would apply.
    public var restore: String?
    /// Who has to act.
    public var responsibility: Responsibility
    /// The controls it gives evidence for.
    public var controls: [String]
    /// The rule's own tests.
    public var tests: [RuleTest]
    /// Whether it is no longer published; its id stays taken.
    public var retired: Bool
}

/// Gives a rule one configuration and says what must come out.
public struct RuleTest: Hashable, Sendable {
    /// Says what is special about the case.
    public var name: String
    /// The variables by name (`config`, `previous`, `resource`, …), each as JSON text.
    public var variables: [String: String]
    /// The time that `now` is.
    public var now: Timestamp
    /// The outcome that must come out.
    public var expect: Outcome
}
