/// The key that seals a tenant's messages of a class this month, with what is asked beside it for each message.
final class CurrentKey {
    /// Its number in the table `keys`.
    let id: Int64
    /// As 202611.
    let month: Int32
    let sealing: any RowSealing
    /// Who the last message under it came from, which mostly is one place; for ``PeerTable``.
    var peer: (number: Int, known: PeerTable.Known)?

    init(id: Int64, month: Int32, sealing: any RowSealing) {
        self.id = id
        self.month = month
        self.sealing = sealing
    }
}

@available(*, unavailable)
extension CurrentKey: Sendable {}
