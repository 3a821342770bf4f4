import Bus
import Installation
import Messages
import Synchronization
import TestSupport

/// Publishes changes without end, and keeps the list of what the store gave a receipt for.
final class CrashPublisher: Sendable {
    private let receipted = Mutex<[MessageID: Message]>([:])
    private let strange = Mutex<[String]>([])
    private let client: BusClient
    private let number = Atomic<Int>(0)
    private let running = Atomic<Int>(0)
    private let isEnding = Atomic<Bool>(false)

    static let tenants = ["acme", "globex"]

    init(_ installation: Installation) throws {
        client = try installation.client("acme-ci", reconnect: (first: 10, longest: 40))
    }

    /// What the store has said that it has on disk, by id.
    var messages: [MessageID: Message] { receipted.withLock { $0 } }
    var count: Int { receipted.withLock { $0.count } }
    /// Outcomes that nobody should see.
    var faults: [String] { strange.withLock { $0 } }

    /// Has four publish at once, in batches of 1 to 40.
    func start(seed: UInt64) {
        for lane in 0..<4 {
            running.add(1, ordering: .relaxed)
            Task {
                await publish(lane)
                running.subtract(1, ordering: .relaxed)
            }
        }
    }

    private func publish(_ lane: Int) async {
        var size = lane * 7 + 1
        while !isEnding.load(ordering: .relaxed) {
            size = size * 13 % 41 + 1
            let first = number.add(size, ordering: .relaxed).oldValue
            do {
                let messages = try (first..<first + size).map {
                    try Samples.message(number: $0 + 1, resource: $0 % 300, tenant: Self.tenants[$0 % 2])
                }
                let outcomes = try await client.publish(messages.map(OutgoingMessage.init))
                receipted.withLock { receipted in
                    for (message, outcome) in zip(messages, outcomes) where Self.isRecorded(outcome) {
                        receipted[message.header.id] = message
                    }
                }
                for outcome in outcomes where !Self.isRecorded(outcome) { say("\(outcome)") }
            } catch BusError.stopped {
                return
            } catch {
                return say("\(error)")
            }
        }
    }

    private func say(_ text: String) { strange.withLock { $0.append(text) } }

    private static func isRecorded(_ outcome: PublishOutcome) -> Bool { outcome == .recorded || outcome == .repeat }

    /// Ends after what is under way has its receipts, or after a minute; says whether it has.
    func end() async -> Bool {
        isEnding.store(true, ordering: .relaxed)
        let isAnswered = await waitUntil(limit: .seconds(60)) { running.load(ordering: .relaxed) == 0 }
        await client.stop()
        return isAnswered
    }
}
