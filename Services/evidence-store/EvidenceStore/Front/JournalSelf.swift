import Threading

/// What the journal thread knows of the store around it, to say it in the journal.
struct JournalSelf: Sendable {
    /// What a start is told with; nil: it is not told.
    var start: StartFacts?
    /// Who was turned away; nil where nobody can be.
    var ledger: AccessLedger?
    var flows: FlowLedger?
    var clock = KernelClock.system
}
