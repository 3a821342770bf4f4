import Messages

/// Judges what order is for: each resource's changes are assessed in the journal's order, and it stands on the last.
struct ResourceOrder {
    /// A resource of a tenant.
    struct Place: Hashable {
        let tenant: String
        let key: String
    }

    struct Change {
        let id: MessageID
        let place: Place
        /// By this the newest is told: a change that was put off can be recorded behind a later one.
        let version: Int64
    }

    struct Assessment {
        let id: MessageID
        let change: MessageID
        /// Whether it is the answer to the change, not to a later policy.
        var isFirst = true
    }

    /// In the order of the journal, as are the assessments.
    var changes: [Change] = []
    var assessments: [Assessment] = []
    /// The assessment that each resource stands on.
    var posture: [Place: MessageID] = [:]

    var faults: [String] {
        [
            Self.fault(inversions, "assessments come before that of an earlier change of their resource"),
            Self.fault(misplaced, "resources do not stand on their last change"),
        ].compactMap(\.self)
    }

    private var inversions: Int {
        let places = Dictionary(changes.enumerated().map { ($1.id, ($0, $1.place)) }) { first, _ in first }
        var last: [Place: Int] = [:]
        return assessments.count { assessment in
            guard assessment.isFirst, let (number, place) = places[assessment.change] else { return false }
            defer { last[place] = max(last[place] ?? number, number) }
            return number < last[place] ?? number
        }
    }

    private var misplaced: Int {
        let assessed = Dictionary(assessments.map { ($0.id, $0.change) }) { first, _ in first }
        let newest = Dictionary(changes.map { ($0.place, $0) }) { $1.version >= $0.version ? $1 : $0 }
        return newest.count { place, change in posture[place].flatMap { assessed[$0] } != change.id }
    }

    private static func fault(_ count: Int, _ what: String) -> String? { count > 0 ? "\(count) \(what)" : nil }
}

extension ResourceOrder.Change {
    init(_ message: ReceivedMessage) throws {
        self.init(
            id: message.header.id,
            place: ResourceOrder.Place(tenant: message.header.tenant ?? "", key: message.header.subject),
            version: try message.decode(ConfigChanged.self).version ?? 0
        )
    }
}

extension ResourceOrder.Assessment {
    init(_ message: ReceivedMessage) throws {
        let assessed = try message.decode(ConfigAssessed.self)
        self.init(id: message.header.id, change: assessed.change, isFirst: assessed.trigger == .change)
    }
}
