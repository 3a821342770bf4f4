import Messages

/// What a rule found, in words for the customer.
enum RuleSentence {
    /// In the language asked for; errors of rules are only known in English.
    static func text(of outcome: RuleOutcome, in language: Language) -> String? {
        guard outcome.outcome == .fail, let sentence = outcome.explanation?.sentence(in: language) else {
            return outcome.message
        }
        return sentence
    }
}
