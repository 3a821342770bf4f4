import Messages

@testable import EvidenceStore

/// Watches what the store gives out, with books of its own.
///
/// One item of a lane is out at a time, changes of a resource go out in their order, nobody gets more than its credit.
final class DispatchWitness {
    private let chronicle: Chronicle
    private var out: [MessageID: (sender: SenderID, lane: Lane)] = [:]
    private var outOfLane: [Lane: MessageID] = [:]
    private var outAt: [SenderID: Int] = [:]
    private var credits: [SenderID: Int] = [:]
    /// Changes to be assessed, as the journal has them.
    private var open: [Lane: [MessageID: Int64]] = [:]
    private(set) var sends = 0
    private(set) var redeliveries = 0

    init(_ chronicle: Chronicle) { self.chronicle = chronicle }

    /// The store began anew: whatever was out is forgotten.
    func restart(open items: [EvidenceStore.WorkItem]) {
        out = [:]
        outOfLane = [:]
        outAt = [:]
        credits = [:]
        open = [:]
        for item in items { note(item) }
    }

    func committed(_ commit: Commit) {
        for item in commit.opened { note(item) }
        for id in commit.closed {
            for lane in open.keys where open[lane]?[id] != nil { open[lane]?[id] = nil }
        }
    }

    func heard(_ report: ReplicaReport) { credits[report.sender] = report.credit }

    func sent(_ item: EvidenceStore.WorkItem, to sender: SenderID, attempt: Int) {
        sends += 1
        if attempt > 1 { redeliveries += 1 }
        if let other = outOfLane[item.lane] {
            chronicle.violate("\(item.lane): \(item.item) goes out while \(other) is out")
        }
        if let earlier = open[item.lane]?.filter({ $0.value < item.number }), !earlier.isEmpty, isChange(item) {
            chronicle.violate("\(item.lane): \(item.item) goes out before \(earlier.keys.map(\.text).sorted())")
        }
        out[item.item] = (sender, item.lane)
        outOfLane[item.lane] = item.item
        outAt[sender, default: 0] += 1
        if outAt[sender, default: 0] > credits[sender, default: 0] {
            chronicle.violate("\(sender.text) was given more than its credit")
        }
    }

    /// An item left its replica: answered, taken back or given up.
    func ended(_ item: MessageID) {
        guard let (sender, lane) = out.removeValue(forKey: item) else { return }
        if outOfLane[lane] == item { outOfLane[lane] = nil }
        outAt[sender, default: 0] -= 1
    }

    private func note(_ item: EvidenceStore.WorkItem) {
        if isChange(item) { open[item.lane, default: [:]][item.item] = item.number }
    }

    private func isChange(_ item: EvidenceStore.WorkItem) -> Bool { item.kind == .assess && item.trigger == .change }
}
