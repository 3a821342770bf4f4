import Testing

extension Trait where Self == ConditionTrait {
    /// For tests that copy, fill or damage SQLite's files, or do so in its words.
    static var inFiles: Self { .enabled(if: !TemporaryJournal.isOnServer, "the journal is not in files") }
}
