import Messages

extension WorkWindow {
    enum State: Sendable, Equatable {
        case waiting
        case out(replica: Int)
        case retry
        case suspect
    }

    struct Slot: Sendable {
        let item: DispatchItem<Payload>
        let lane: Int
        var next = -1
        var state = State.waiting
        /// The attempt that is out, or was last; 0 before the first of this process.
        var attempt: Int
        var deaths: Int
        /// How often a replica died that held others beside it.
        var companyDeaths = 0
        var suspect = false
        /// Place in the replica's list of what it holds.
        var position = -1
        var lastReplica = -1
        /// Counts among deliveries to slow receivers while it is out.
        var slow = false
        /// The replica said that it has this attempt.
        var seen = false
        var sentAt: Nanoseconds = 0
        var deadline: Nanoseconds = 0
    }

    struct LaneState: Sendable {
        let id: Lane
        let kind: WorkKind
        let tenant: Int
        let hash: UInt64
        /// Its receiver was slow the last time: it stands in a queue apart.
        var slow = false
        /// The one item of the lane that is out, to be sent again, or suspect.
        var busy = -1
        var head = [-1, -1] as InlineArray<2, Int>
        var tail = [-1, -1] as InlineArray<2, Int>
        var queued = [false, false] as InlineArray<2, Bool>

        var isEmpty: Bool { busy < 0 && head[0] < 0 && head[1] < 0 }
    }
}
