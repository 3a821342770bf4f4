import JSON
public import Messages
import Threading

/// Items that a worker finishes before it hands their answers over: enough to share a wake-up, few enough to be prompt.
private let itemsPerHandOver = 8

extension BusClient {
    /// Takes work with threads that call `handler` for one item after the other; for work that computes.
    ///
    /// The handler returns the messages that answer the item, the first with the item as its id. They are sent until
    /// receipted. A handler that throws leaves the item to be given out again, to whichever replica. Called again,
    /// it replaces what was taken before.
    ///
    /// - Parameters:
    ///   - credit: items held at once, 1 to 1,024.
    ///   - policy: the digest of the policy in memory, for checkers; see ``setPolicy(_:)``.
    ///   - threads: each has a queue of its own.
    public func takeWork(
        _ kinds: [WorkKind],
        credit: Int,
        policy: String? = nil,
        threads: Int = 1,
        handler: @escaping @Sendable (WorkItem) throws -> [OutgoingMessage]
    ) {
        let credit = min(max(credit, 1), 1_024)
        let rings = (0..<max(1, threads)).map { _ in BoundedRing<WorkItem>(capacity: 2 * credit) }
        for ring in rings { startWorker(ring, handler) }
        let dispatcher = WorkDispatcher(
            dispatch: { items in
                // No ring can be full: a replica holds at most twice its credit.
                if rings.count == 1 { return _ = rings[0].tryPush(contentsOf: items) }
                for item in items {
                    rings.min { $0.count < $1.count }?.tryPush(item)
                }
            },
            close: { for ring in rings { ring.close() } }
        )
        send(.takeWork(kinds, credit: credit, policy: policy, dispatcher))
    }

    /// Takes work with one task per item, several at once; for work that waits for others, such as delivering.
    public func takeWork(
        _ kinds: [WorkKind],
        credit: Int,
        policy: String? = nil,
        handler: @escaping @Sendable (WorkItem) async throws -> [OutgoingMessage]
    ) {
        let hand: @Sendable (WorkResult) -> Void = { [weak self] in self?.send(.results([$0])) }
        let dispatcher = WorkDispatcher(
            dispatch: { items in
                for item in items {
                    Task {
                        let answers = try? await handler(item)
                        hand(WorkResult(item: item.item, answers: answers))
                    }
                }
            },
            close: {}
        )
        send(.takeWork(kinds, credit: min(max(credit, 1), 1_024), policy: policy, dispatcher))
    }

    /// Takes planned changes to check, which nobody records, with a thread of its own beside those that work.
    ///
    /// The handler's answer is sent once and not kept: whoever asked asks again.
    /// - Parameter credit: how many may wait at once, 1 to 1,024.
    public func takeChecks(credit: Int, handler: @escaping @Sendable (CheckItem) -> CheckAnswer) {
        let credit = min(max(credit, 1), 1_024)
        let ring = BoundedRing<CheckItem>(capacity: 2 * credit)
        _ = DedicatedThread(name: "bus-check") { [weak self] in
            var items: [CheckItem] = []
            while ring.popBatch(into: &items, max: 1) > 0 {
                for item in items {
                    var writer = JSONWriter(reservingCapacity: 4_096)
                    // Encoding fails for numbers that JSON has not, of which there are none in an answer.
                    if (try? JSONTreeEncoder().encode(handler(item), into: &writer)) != nil {
                        self?.send(.checked(writer.bytes))
                    }
                }
                items.removeAll(keepingCapacity: true)
            }
        }
        send(.takeChecks(credit: credit, ring))
    }

    /// Tells the store which policy is in memory from now on; a checker without the store's gets no work.
    public func setPolicy(_ digest: String?) { send(.policy(digest)) }

    private func startWorker(
        _ ring: BoundedRing<WorkItem>,
        _ handler: @escaping @Sendable (WorkItem) throws -> [OutgoingMessage]
    ) {
        let hand: @Sendable ([WorkResult]) -> Void = { [weak self] in self?.send(.results($0)) }
        _ = DedicatedThread(name: "bus-work") {
            var items: [WorkItem] = []
            while ring.popBatch(into: &items, max: itemsPerHandOver) > 0 {
                hand(items.map { WorkResult(item: $0.item, answers: try? handler($0)) })
                items.removeAll(keepingCapacity: true)
            }
        }
    }
}
