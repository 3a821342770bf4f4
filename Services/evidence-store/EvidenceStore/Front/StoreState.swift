import EvidenceLog
import Synchronization

/// What all threads of the store may look at: what their owners last said.
final class StoreState: Sendable {
    let front = Mutex(FrontSnapshot())
    /// What the kernel said last of the clock.
    let clock = Mutex(ClockState(quality: .unknown))
    /// The journal takes messages; false from a failed commit to the next good one.
    let isWritable = Atomic<Bool>(true)
    /// The list of principals has mistakes, so that the one before it counts.
    let principalsHeldBack = Atomic<Bool>(false)
    /// The monotonic time of the socket thread's last turn, to notice that it hangs.
    let lastTurn = Atomic<Int64>(0)
    /// When the lease on a journal in a database was renewed last, on the monotonic clock; for ever where there is none.
    let leaseRenewed = Atomic<Int64>(.max)
    let commits = Atomic<Int>(0)
    let failedCommits = Atomic<Int>(0)
    let operatorAlerts = Mutex<[String: Int]>([:])
    /// The background check: messages read, of how many, and places that are not what was recorded.
    let verified = Atomic<Int64>(0)
    let toVerify = Atomic<Int64>(0)
    let damages = Atomic<Int>(0)
    /// Pages in the write-ahead log that are not copied back.
    let logPages = Atomic<Int>(0)
    /// What transactions cost, for how many messages a second there is room.
    let commitCost = Mutex(CommitCost())
    /// What can run out; nil before the first look.
    let capacity = Mutex<CapacityReport?>(nil)
    /// How far the copy is.
    let copy = CopyState()
}
