import Messages

/// What a replica says of itself, every 250 ms.
struct ReplicaReport: Sendable {
    let sender: SenderID
    /// The service's name, for people.
    let service: String
    let takes: WorkKindSet
    let credit: Int
    /// The epoch that it last heard on its own topic: proof that what we send arrives.
    let epoch: String
    let policy: String
    let isDraining: Bool
    let holding: [ItemID]
    /// How many planned changes it will check at once.
    var checks = 0
    /// The last that it says: it ends.
    var isStopped = false
}

/// A set of work kinds.
struct WorkKindSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ kind: WorkKind) { rawValue = 1 << UInt8(kind.index) }
}

/// One running process that takes work.
struct Replica: Sendable {
    let sender: SenderID
    var service = ""
    var lastHeard: Nanoseconds
    var takes: WorkKindSet = []
    var credit = 0
    var checks = 0
    var echoed = false
    var policy = ""
    var isDraining = false
    /// Kinds that it may be given now.
    var ready: WorkKindSet = []
    /// What it holds, as places in the window.
    var out: [Int] = []
    /// Kept free of other work, for a suspect item that is to be alone on it.
    var alone = false

    var room: Int { alone ? 0 : max(0, credit - out.count) }
}
