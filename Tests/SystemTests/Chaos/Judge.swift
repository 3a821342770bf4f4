import Bus
import Foundation
import Installation
import Messages
import TestSupport

/// Says what is wrong with an installation that was disturbed: what was promised and not kept.
struct Judge {
    let installation: Installation
    /// Messages that have a receipt, and those that were handed to a client at all.
    let receipted: Set<MessageID>
    let published: Set<MessageID>
    /// Where the programs of the release are that wrote the journal last; nil for those that are tested.
    var programs: URL?

    /// What the journal ought to say of them; all services run, and nothing happens any more.
    func faultsOfJournal(at endpoints: BusConfiguration.Endpoints?, within limit: Duration) async throws
        -> [String]
    {
        let journal = try await JournalReading(installation, at: endpoints)
        var faults: [String] = []
        do { try await journal.waitUntilSettled(within: limit) } catch { faults.append("\(error)") }
        faults += try await recorded(journal)
        faults += try await ordered(journal)
        faults += try await told(journal)
        await journal.stop()
        return faults
    }

    /// Recorded once, each, and assessed.
    private func recorded(_ journal: JournalReading) async throws -> [String] {
        let ids = try await journal.messages(.configChanged).map(\.header.id)
        let changed = Set(ids)
        let assessed = try await journal.messages(.configAssessed)
        let causes = Set(assessed.compactMap(\.header.causation))
        return [
            Self.fault(receipted.subtracting(changed).count, "have a receipt and are not in the journal"),
            Self.fault(published.subtracting(changed).count, "were published and are not in the journal"),
            Self.fault(ids.count - changed.count, "are in the journal twice"),
            Self.fault(receipted.intersection(changed).subtracting(causes).count, "have no assessment"),
            Self.fault(assessed.count - Set(assessed.map(\.header.id)).count, "assessments are there twice"),
        ].compactMap { $0 }
    }

    /// What each resource is at follows from the order in which the journal has its changes.
    private func ordered(_ journal: JournalReading) async throws -> [String] {
        let changes = try await journal.messages(.configChanged)
        let assessed = try await journal.messages(.configAssessed)
        var order = ResourceOrder()
        order.changes = try changes.map(ResourceOrder.Change.init)
        order.assessments = try assessed.map(ResourceOrder.Assessment.init)
        for tenant in Set(changes.compactMap(\.header.tenant)) {
            for (key, assessment) in try await journal.posture(of: tenant) {
                order.posture[ResourceOrder.Place(tenant: tenant, key: key)] = assessment
            }
        }
        return order.faults
    }

    /// Each opened finding in an alert, each alert planned, each delivery made with its own outside id.
    private func told(_ journal: JournalReading) async throws -> [String] {
        let alerts = try await journal.messages(.alertRaised)
        let planned = try await journal.messages(.notificationPlanned)
        let opened = try await journal.messages(.findingOpened)
        let sent = try await journal.messages(.notificationSent).map { try $0.decode(NotificationSent.self) }
        let plannedAlerts = Set(planned.compactMap(\.header.causation))
        let deliveries = try planned.flatMap { try $0.decode(NotificationPlanned.self).deliveries }
        let transitions = try alerts.flatMap { try $0.decode(AlertRaised.self).transitions }
        let told = Set(transitions.filter { $0.transition == .opened }.map(\.finding))
        let misnamed = sent.filter { $0.outsideId != DerivedID.outside(alert: $0.alert, route: $0.route) }
        return [
            opened.isEmpty ? "nothing was found at all" : nil,
            Self.fault(Set(opened.map(\.header.subject)).subtracting(told).count, "findings are in no alert"),
            Self.fault(Set(alerts.map(\.header.id)).subtracting(plannedAlerts).count, "alerts were not planned"),
            Self.fault(Self.repeats(alerts.compactMap(\.header.causation)), "assessments have two alerts"),
            Self.fault(Self.repeats(planned.compactMap(\.header.causation)), "alerts were planned twice"),
            Self.fault(deliveries.count - sent.count, "deliveries were not made"),
            Self.fault(Self.repeats(sent.map(\.outsideId)), "deliveries were told as made twice"),
            Self.fault(misnamed.count, "deliveries have another outside id than theirs"),
        ].compactMap { $0 }
    }

    /// Whether proofs hold, and posture is what a replay of the journal gives; stops the store.
    func faultsOfEvidence() throws -> [String] {
        var faults: [String] = []
        for store in 0..<installation.knownStores {
            if installation.program(.evidenceStore, replica: store)?.stop(within: .seconds(30)) != true {
                faults.append("store \(store) does not stop when it is asked to")
            }
        }
        let result = try installation.tool(["fsck"], of: programs)
        if result.status != 0 { faults.append("fsck: \(result.status) \(result.output)\(result.error)") }
        return faults
    }

    private static func repeats(_ values: [some Hashable]) -> Int { values.count - Set(values).count }

    private static func fault(_ count: Int, _ what: String) -> String? { count > 0 ? "\(count) \(what)" : nil }
}
