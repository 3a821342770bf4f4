/// Why operators are told that they must look, in a word; the operators' page says of each what to do.
public enum OperatorReason: String, CaseIterable, Sendable {
    /// More work of a tenant waits than should.
    case backlog
    /// Disk or throughput run out, or soon will.
    case capacity
    /// Nobody has kept the clock in step for minutes.
    case clockUnsynchronised = "clock-unsynchronised"
    /// What is recorded is not in the copy for too long.
    case copyLate = "copy-late"
    /// The copy is complete again.
    case copyRecovered = "copy-recovered"
    /// An item of work failed too often and was put aside.
    case deadLetter = "dead-letter"
    /// A notification was given up.
    case deliveryGivenUp = "delivery-given-up"
    /// The journal is not what was recorded.
    case journalDamaged = "journal-damaged"
    /// The time of a resource's state leaps.
    case timeLeap = "time-leap"
    /// The version of a resource's state leaps.
    case versionLeap = "version-leap"
    /// A witness holds something else of this journal.
    case witnessContradicts = "witness-contradicts"
}
