import Messages

/// What an import or a sweep changed for a tenant so far, to be told once.
struct Summary {
    /// How many transitions are shown.
    static let shown = 20

    /// One transition that may be shown.
    struct Entry {
        var severity: Severity
        /// Opened findings are shown before resolved ones.
        var isOpen: Bool
        /// How the finding's row is found.
        var finding: [UInt8]
        var json: [UInt8]

        var rank: Int { (isOpen ? 8 : 0) + severity.rank }
    }

    var row: Int64 = 0
    var tenant: Int64
    var reason: SummaryReason
    var startedAt: Timestamp
    var lastAt: Timestamp
    var resources = 0
    /// Findings that opened or came back, by severity rank.
    var opened = [0, 0, 0, 0]
    var resolved = 0
    /// The most severe transitions, most severe first.
    var entries: [Entry] = []

    var isEmpty: Bool { resolved == 0 && opened.allSatisfy { $0 == 0 } }

    /// Counts a transition and keeps it where it belongs among those shown; true when those changed.
    mutating func add(_ entry: Entry, transition: Transition) -> Bool {
        switch transition {
        case .opened, .reopened: opened[entry.severity.rank] += 1
        case .resolved: resolved += 1
        case .updated: break
        }
        let known = entries.firstIndex { $0.finding == entry.finding }
        if let known { entries.remove(at: known) }
        let place = entries.firstIndex { $0.rank < entry.rank } ?? entries.count
        guard place < Self.shown else { return known != nil }
        entries.insert(entry, at: place)
        if entries.count > Self.shown { entries.removeLast() }
        return true
    }

    var message: AlertSummary {
        let counts = Severity.allCases.map { ($0.rawValue, opened[$0.rank]) }
        return AlertSummary(
            reason: reason.wire,
            resources: resources,
            opened: Dictionary(uniqueKeysWithValues: counts),
            resolved: resolved
        )
    }
}
