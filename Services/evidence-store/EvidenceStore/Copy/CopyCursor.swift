/// How far a journal is copied: the last of each table that only grows.
struct CopyCursor: Hashable, Sendable {
    /// The last message.
    var seq: Int64 = 0
    /// How many entries of the store log.
    var entries: Int64 = 0
    /// The last numbers of the names, keys and peers.
    var tenant: Int64 = 0
    var principal: Int64 = 0
    var kind: Int64 = 0
    var key: Int64 = 0
    var peer: Int64 = 0
    /// The last number of what was added later.
    var addition: Int64 = 0

    init() {}

    /// In the order in which a segment has them.
    var values: [Int64] { [seq, entries, tenant, principal, kind, key, peer, addition] }

    init?(_ values: [Int64]) {
        guard values.count == 8, values.allSatisfy({ $0 >= 0 }) else { return nil }
        (seq, entries, tenant) = (values[0], values[1], values[2])
        (principal, kind, key, peer, addition) = (values[3], values[4], values[5], values[6], values[7])
    }

    /// Whether nothing of this is beyond the other.
    func isCovered(by other: CopyCursor) -> Bool { zip(values, other.values).allSatisfy { $0 <= $1 } }
}
