/// How many messages of one tenant the next transaction takes, where several tenants send: as many as are written in a millisecond.
///
/// Who comes while a transaction is made waits for its end, whatever filled it. One tenant alone has nobody to wait for it, and large
/// transactions write pages once that small ones write again and again. Where the disk takes long to synchronise, everybody waits for
/// that in any case: messages may take half as long then, or a slow disk would spend nearly all its time on small transactions.
struct BatchShare: Sendable {
    /// Messages of one transaction, whoever's.
    static let most = 500
    /// What the messages of one tenant may take together, in seconds, where the disk is fast.
    private static let target = 0.001
    private static let range = 10...most

    /// Seconds that one message takes; learnt from about the last hundred.
    private var each = 0.000_1
    /// Seconds that the disk takes for a transaction; learnt from about the last twenty.
    private var synchronisation = 0.0

    /// The most messages of each tenant in the next transaction.
    var next: Int {
        let size = max(Self.target, synchronisation / 2) / each
        return size < Double(Self.most) ? max(Int(size), Self.range.lowerBound) : Self.most
    }

    /// Takes in how long the messages of a transaction took, and how long the disk took for it besides; in seconds.
    mutating func note(messages: Int, work: Double, disk: Double) {
        guard messages > 0, work > 0, disk >= 0 else { return }
        let share = Double(messages) / Double(messages + 100)
        each += (work / Double(messages) - each) * share
        synchronisation += (disk - synchronisation) / 20
    }
}
