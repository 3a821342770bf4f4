import Access
import Messages
import Threading

@testable import Bus
@testable import EvidenceStore

/// A program beside the store: what of it survives its death, and the link that it has.
final class ClientProcess {
    enum Job {
        /// Publishes a list that is on its disk; `inTurn`: each when the one before it has its receipt.
        case publish(inTurn: Bool)
        case assess
        case notify
        /// Reads streams and keeps on disk what it has read.
        case read(isLive: Bool)
    }

    let name: String
    let principal: Principal
    let job: Job
    let follows: [Kind]

    // On its disk.
    private(set) var originals: [Scenario.Planned]
    private(set) var settled: [Bool]
    private(set) var read: [Kind: [FeedMessage]] = [:]

    // Its link.
    var cutUntil = Instant(nanoseconds: 0)
    /// Nothing gets through until the link is made anew.
    var isDead = false
    var pausedUntil = Instant(nanoseconds: 0)

    /// Nil while it is down.
    var run: ClientRun?
    private(set) var lives = 0

    init(_ name: String, _ role: Role, _ job: Job, originals: [Scenario.Planned] = [], follows: [Kind] = []) {
        self.name = name
        self.job = job
        self.follows = follows
        self.originals = originals
        settled = originals.map { _ in false }
        principal = Principal(name: name, role: role, tenants: Scenario.integrators[name].map { [$0] })
    }

    var isSettled: Bool { settled.allSatisfy(\.self) }

    func start(_ world: World, now: Instant) {
        lives += 1
        isDead = false
        run = ClientRun(world, self, number: lives, now: now)
    }

    func settle(_ index: Int) { settled[index] = true }

    func keep(_ messages: [FeedMessage], of kind: Kind) { read[kind, default: []] += messages }

    func add(_ message: Scenario.Planned) {
        originals.append(message)
        settled.append(false)
    }
}
