/// How many messages of one tenant the next transaction takes, where several tenants send: as many as are written in a few milliseconds.
///
/// Who comes while a transaction is made waits for its end, whatever filled it. One tenant alone has nobody to wait for it, and large
/// transactions write pages once that small ones write again and again. What the disk's synchronisation takes does not count: on a slow
/// disk small transactions would not end sooner.
struct BatchShare: Sendable {
    /// Messages of one transaction, whoever's.
    static let most = 500
    /// What the messages of one tenant may take together, in seconds, without what the disk takes.
    private static let target = 0.002_5
    private static let range = 24...most

    /// Seconds that one message takes; learnt from about the last hundred.
    private var each = 0.000_1

    /// The most messages of each tenant in the next transaction.
    var next: Int {
        let size = Self.target / each
        return size < Double(Self.most) ? max(Int(size), Self.range.lowerBound) : Self.most
    }

    /// Takes in how long the messages of a transaction took.
    mutating func note(messages: Int, seconds: Double) {
        guard messages > 0, seconds > 0 else { return }
        let share = Double(messages) / Double(messages + 100)
        each += (seconds / Double(messages) - each) * share
    }
}
