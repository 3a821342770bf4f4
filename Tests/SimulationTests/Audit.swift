import Access
import JSON
import Messages

@testable import Bus
@testable import EvidenceStore

/// Says after a run what is not as was promised.
struct Audit {
    private let simulation: Simulation
    private let reader: JournalReader
    private var messages: [Kind: [RecordedMessage]] = [:]
    private(set) var deadLetters: [DeadLetterRecord] = []
    private(set) var faults: [String] = []

    init(_ simulation: Simulation) throws {
        self.simulation = simulation
        reader = try JournalReader(JournalConfiguration(directory: simulation.directory))
        var after: Int64 = 0
        while true {
            let page = try reader.replay(kind: nil, after: after, limit: 500)
            for message in page.messages { messages[message.kind, default: []].append(message) }
            after = page.cursor
            if !page.hasMore { break }
        }
        deadLetters = try reader.deadLetters(PageRequest(limit: 500)).rows
        checkReceipts()
        checkAssessments()
        try checkNotifications()
        checkReceivers()
        checkStreams()
        try checkDeadLetters()
        let journal = JournalConfiguration(directory: simulation.directory)
        faults += try Rebuild.differences(in: journal, now: Timestamp(microseconds: .max))
    }

    /// Whether nothing is left to be done.
    static func isDone(_ simulation: Simulation) -> Bool {
        guard let store = simulation.store, store.tasks.isEmpty, store.notices.isEmpty,
            simulation.clients.allSatisfy({ $0.run != nil && $0.isSettled }),
            store.journal.backlog().values.allSatisfy({ $0.all == 0 }), store.journal.nextDue == nil,
            store.journal.sweeps.current == nil, store.journal.summaries.open.isEmpty, store.dead.isEmpty
        else { return false }
        let heads = store.journal.heads()
        return simulation.clients.allSatisfy { client in
            client.follows.allSatisfy { client.read[$0]?.last?.seq == heads[$0] }
        }
    }

    /// What was receipted is in the journal, once, as it was sent.
    private mutating func checkReceipts() {
        for client in simulation.clients {
            for (index, original) in client.originals.enumerated() where client.settled[index] {
                let copies = messages[original.message.kind, default: []].count {
                    $0.principal == client.principal.name && $0.bytes == original.message.bytes
                }
                if copies != 1 {
                    faults.append("original \(index) of \(client.name) is \(copies) times in the journal")
                }
            }
        }
        let answers = Kind.allCases.filter(\.isAnswer).flatMap { messages[$0, default: []].map(\.id) }
        if Set(answers).count != answers.count { faults.append("an item has two answers") }
        for item in simulation.world.receipted where !Set(answers).contains(item) {
            faults.append("the answer to \(item) was receipted and is not there")
        }
    }

    private mutating func checkAssessments() {
        let assessed = Set(messages[.configAssessed, default: []].compactMap { header($0)?.causation })
        let dead = Set(deadLetters.filter { $0.kind == .assess }.map(\.message))
        for change in messages[.configChanged, default: []] {
            if !assessed.contains(change.id), !dead.contains(change.seq) {
                faults.append("change \(change.seq) has no assessment")
            }
        }
    }

    /// Every alert has its plan; every delivery of a plan was sent or given up, once.
    private mutating func checkNotifications() throws {
        let plans = messages[.notificationPlanned, default: []]
        let planned = Set(plans.compactMap { header($0)?.causation })
        for alert in messages[.alertRaised, default: []] where !planned.contains(alert.id) {
            faults.append("alert \(alert.seq) was not planned")
        }
        var ends: [Receivers.Place: Int] = [:]
        for message in messages[.notificationSent, default: []] {
            let sent = try ReceivedMessage(message.bytes).decode(NotificationSent.self)
            ends[Receivers.Place(alert: sent.alert, route: sent.route), default: 0] += 1
        }
        for message in messages[.notificationFailed, default: []] {
            let failed = try ReceivedMessage(message.bytes).decode(NotificationFailed.self)
            if failed.nextAttemptAt == nil {
                ends[Receivers.Place(alert: failed.alert, route: failed.route), default: 0] += 1
            }
        }
        for message in plans {
            let plan = try ReceivedMessage(message.bytes).decode(NotificationPlanned.self)
            for delivery in plan.deliveries {
                let place = Receivers.Place(alert: plan.alert, route: delivery.route)
                if ends[place] != 1 { faults.append("\(place.alert)/\(place.route) ended \(ends[place] ?? 0) times") }
            }
        }
    }

    /// Whoever got something twice could see that it was the same.
    private mutating func checkReceivers() {
        var owners: [String: Receivers.Place] = [:]
        for (place, ids) in simulation.world.receivers.arrived {
            if Set(ids).count != 1 { faults.append("\(place.alert)/\(place.route) came with ids \(Set(ids).sorted())") }
            for id in ids where owners.updateValue(place, forKey: id).map({ $0 != place }) ?? false {
                faults.append("outside id \(id) stands for two things")
            }
        }
    }

    private mutating func checkStreams() {
        for client in simulation.clients {
            for kind in client.follows {
                let read = client.read[kind, default: []]
                let recorded = messages[kind, default: []]
                if read.map(\.seq) != recorded.map(\.seq) || read.map(\.bytes) != recorded.map(\.bytes) {
                    faults.append("\(client.name) read \(read.count) of \(recorded.count) of \(kind.rawValue)")
                }
            }
        }
    }

    /// Every dead letter has its reason, and operators were told of it.
    private mutating func checkDeadLetters() throws {
        let told = try messages[.operatorAlerted, default: []]
            .compactMap { try ReceivedMessage($0.bytes).decode(OperatorAlerted.self).details["item"] }
        for dead in deadLetters {
            let isReceivers = dead.kind == .deliver && dead.reason == "gone"
            // Operators hear once an hour of a route that gives up.
            if dead.reason.isEmpty || (!isReceivers && !told.contains(dead.item.text)) {
                faults.append("dead letter \(dead.item) is not explained")
            }
        }
    }

    private func header(_ message: RecordedMessage) -> MessageHeader? {
        try? MessageHeader(reading: JSONDocument(message.bytes).root)
    }
}
