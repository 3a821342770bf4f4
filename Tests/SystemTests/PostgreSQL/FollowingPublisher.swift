import Bus
import Installation
import Messages
import Synchronization
import TestSupport

/// Publishes changes without end to whichever of two stores answers, and keeps the list of what has a receipt.
///
/// A client of the bus knows one address. This one has a client for each store, and hands what has no receipt within a second to
/// the other one too; the ids are the same, so that nothing is recorded twice.
final class FollowingPublisher: Sendable {
    /// When a message was receipted, and by which store.
    struct Receipt: Sendable {
        var at: ContinuousClock.Instant
        var store: Int
    }

    private let clients: [BusClient]
    private let receipts = Mutex<[MessageID: Receipt]>([:])
    private let strange = Mutex<Set<String>>([])
    private let answering = Atomic<Int>(0)
    private let number = Atomic<Int>(0)
    private let isEnding = Atomic<Bool>(false)
    private let tasks = Mutex<[Task<Void, Never>]>([])

    /// How long a store may take before the other one is asked too.
    private static let patience = Duration.milliseconds(1_000)

    init(_ installation: Installation) throws {
        clients = try [0, 1].map { try installation.client("acme-ci", store: $0, reconnect: (first: 10, longest: 100)) }
    }

    var receipted: Set<MessageID> { Set(receipts.withLock { $0.keys }) }
    var count: Int { receipts.withLock { $0.count } }
    /// Outcomes that nobody should see.
    var faults: [String] { strange.withLock { Array($0) } }

    /// The first receipt after a moment; of one store where it is said.
    func firstReceipt(after moment: ContinuousClock.Instant, of store: Int? = nil) -> Receipt? {
        receipts.withLock { all in
            all.values.filter { $0.at > moment && (store == nil || $0.store == store) }.min { $0.at < $1.at }
        }
    }

    /// Has four publish at once, in batches of 1 to 40.
    func start() {
        tasks.withLock { tasks in
            for lane in 0..<4 { tasks.append(Task { await self.publish(lane) }) }
        }
    }

    /// Ends after what is under way has its receipts.
    func end() async {
        isEnding.store(true, ordering: .relaxed)
        for task in tasks.withLock({ $0 }) { await task.value }
        for client in clients { await client.stop(within: .seconds(1)) }
    }

    private func publish(_ lane: Int) async {
        var size = lane * 7 + 1
        while !isEnding.load(ordering: .relaxed) {
            size = size * 13 % 41 + 1
            let first = number.add(size, ordering: .relaxed).oldValue
            do {
                try await publish(
                    (first..<first + size).map { try Samples.message(number: $0 + 1, resource: $0 % 300) }
                )
            } catch {
                strange.withLock { _ = $0.insert("\(error)") }
                return
            }
        }
    }

    /// Returns once every message has a receipt of one store or the other; gives up half a minute after the end was asked for.
    private func publish(_ messages: [Message]) async throws {
        let ids = messages.map(\.header.id)
        let outgoing = messages.map(OutgoingMessage.init)
        var store = answering.load(ordering: .relaxed)
        var roundsAfterEnd = 0
        while true {
            let asked = store
            _ = try clients[asked].submit(outgoing) { self.note($1, of: ids[$0], store: asked) }
            if await waitUntil(limit: Self.patience, { self.areReceipted(ids) }) { break }
            store = 1 - store
            roundsAfterEnd += isEnding.load(ordering: .relaxed) ? 1 : 0
            guard roundsAfterEnd < 30 else { return strange.withLock { _ = $0.insert("no receipt in the end") } }
        }
    }

    private func areReceipted(_ ids: [MessageID]) -> Bool {
        receipts.withLock { all in ids.allSatisfy { all[$0] != nil } }
    }

    private func note(_ outcome: PublishOutcome, of id: MessageID, store: Int) {
        switch outcome {
        case .recorded, .repeat:
            answering.store(store, ordering: .relaxed)
            receipts.withLock { if $0[id] == nil { $0[id] = Receipt(at: .now, store: store) } }
        case .abandoned: break
        case .refused(let code): strange.withLock { _ = $0.insert("refused: \(code)") }
        }
    }
}
