/// How many messages the next transaction takes at most: as many as are written in a few milliseconds.
///
/// Who comes while a transaction is made waits for its end, whatever filled it. Larger ones share the disk's synchronisation among more
/// messages, which gains little beyond a hundred. What the synchronisation takes does not count: on a slow disk small transactions would
/// not end sooner.
struct BatchSize: Sendable {
    /// What the messages of a transaction may take together, without what the disk takes.
    private static let target = 0.002_5
    static let range = 24...500

    /// Seconds that one message takes; learnt from about the last hundred.
    private var each = 0.000_1

    /// The most messages of the next transaction.
    var next: Int {
        let size = Self.target / each
        return size < Double(Self.range.upperBound) ? max(Int(size), Self.range.lowerBound) : Self.range.upperBound
    }

    /// Takes in how long the messages of a transaction took.
    mutating func note(messages: Int, seconds: Double) {
        guard messages > 0, seconds > 0 else { return }
        let share = Double(messages) / Double(messages + 100)
        each += (seconds / Double(messages) - each) * share
    }
}
