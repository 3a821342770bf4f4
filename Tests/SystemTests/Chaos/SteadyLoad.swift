import Bus
import Messages
import Synchronization
import TestSupport

/// Publishes changes at a steady rate, whatever happens, and keeps the list of what has a receipt.
final class SteadyLoad: Sendable {
    static let tenants = ["acme", "globex"]
    /// Resources of each tenant: so few that changes of one wait together after a second, and neither even nor a multiple of seven, so
    /// that each is open and closed in turn.
    private static let resources = 61
    /// Messages that may be without a receipt before it waits: an integrator's memory is not endless either.
    private static let limit = 4_000

    private struct State {
        var published: Set<MessageID> = []
        var receipted: Set<MessageID> = []
        var strange: Set<String> = []
    }

    private let state = Mutex(State())
    private let number = Atomic<Int>(0)
    private let isEnding = Atomic<Bool>(false)
    private let client: Mutex<BusClient>
    private let task = Mutex<Task<Void, Never>?>(nil)
    let perSecond: Int

    init(_ client: BusClient, perSecond: Int) {
        self.client = Mutex(client)
        self.perSecond = perSecond
    }

    var published: Set<MessageID> { state.withLock { $0.published } }
    var receipted: Set<MessageID> { state.withLock { $0.receipted } }
    var receiptedCount: Int { state.withLock { $0.receipted.count } }
    /// Outcomes that nobody should see.
    var faults: [String] { state.withLock { Array($0.strange) } }

    func start() { task.withLock { $0 = Task { await self.publish() } } }

    /// Goes on with another client, as an integrator does that was told another address.
    func use(_ other: BusClient) async {
        let old = client.withLock { client in
            defer { client = other }
            return client
        }
        await old.stop(within: .milliseconds(1))
    }

    /// Ends, and waits until everything has its receipt; says whether it has.
    func end(within limit: Duration) async -> Bool {
        isEnding.store(true, ordering: .relaxed)
        await task.withLock { $0 }?.value
        let settled = await waitUntil(limit: limit) {
            self.state.withLock { $0.receipted.count == $0.published.count }
        }
        await client.withLock { $0 }.stop(within: .seconds(1))
        return settled
    }

    private func publish() async {
        let pause = Duration.milliseconds(20)
        let share = max(perSecond / 50, 1)
        while !isEnding.load(ordering: .relaxed) {
            let open = state.withLock { $0.published.count - $0.receipted.count }
            if open < Self.limit {
                do { try submit(share) } catch { say("\(error)") }
            }
            try? await Task.sleep(for: pause)
        }
    }

    private func submit(_ count: Int) throws {
        let first = number.add(count, ordering: .relaxed).oldValue
        let messages = try (first..<first + count).map {
            try Samples.message(number: $0 + 1, resource: $0 % Self.resources, tenant: Self.tenants[$0 / 7 % 2])
        }
        let ids = messages.map(\.header.id)
        state.withLock { $0.published.formUnion(ids) }
        try send(messages, ids)
    }

    private func send(_ messages: [Message], _ ids: [MessageID]) throws {
        let client = client.withLock { $0 }
        let isTaken = try client.submit(messages.map(OutgoingMessage.init)) { self.note($1, of: ids[$0], messages[$0]) }
        if !isTaken { state.withLock { $0.published.subtract(ids) } }
    }

    private func note(_ outcome: PublishOutcome, of id: MessageID, _ message: Message) {
        switch outcome {
        case .recorded, .repeat: state.withLock { _ = $0.receipted.insert(id) }
        // Its client was given up; the next one sends it, and the id is the same.
        case .abandoned where !isEnding.load(ordering: .relaxed):
            do { try send([message], [id]) } catch { say("\(error)") }
        case .abandoned: break
        case .refused(let code): say("refused: \(code)")
        }
    }

    private func say(_ text: String) { state.withLock { _ = $0.strange.insert(text) } }
}
