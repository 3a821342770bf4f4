import Messages

/// The inbox id that a process made at its start: 16 bytes, on the wire 32 lower-case hexadecimal digits.
struct SenderID: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    /// The same in every run; breaks ties between replicas.
    var stableHash: UInt64 { mixed(high) ^ low }
}

typealias ItemID = MessageID

extension Lane {
    /// The same in every run, so that a lane keeps its replica.
    var stableHash: UInt64 { mixed(UInt64(kind.index) << 56 ^ UInt64(bitPattern: number)) }
}

extension WorkKind {
    /// Place in tables of kinds.
    var index: Int {
        switch self {
        case .assess: 0
        case .plan: 1
        case .deliver: 2
        }
    }
}
