import Messages
import SQL

/// A part of the journal, in order.
struct ReplayPage: Sendable {
    var messages: [RecordedMessage]
    /// Where to go on: the last seq that was looked at, also when nothing matched.
    var cursor: Int64
    /// There was something after it.
    var hasMore: Bool
}

extension JournalReader {
    /// Rows that one call looks at, so that a filter that matches nothing stays a short transaction.
    private static let scanLimit = 20_000

    /// Reads messages after a seq: of one kind or all, of some tenants or all.
    func replay(
        kind: Kind?,
        after: Int64,
        limit: Int,
        tenants: Set<String>? = nil,
        maximumBytes: Int = 1 << 20
    ) throws -> ReplayPage {
        try snapshot {
            let head = try head()
            let wanted = try tenants.map { try tenantIDs($0) }
            var page = ReplayPage(messages: [], cursor: after, hasMore: false)
            let scan = try scan(kind: kind, after: after)
            defer { scan.reset() }
            var bytes = 0
            while try scan.step() {
                let seq = scan.int64(0)
                if page.messages.count == limit {
                    page.hasMore = true
                    return page
                }
                if wanted?.contains(scan.int64(1)) ?? true, let message = try recorded.message(seq) {
                    bytes += message.bytes.count
                    if bytes > maximumBytes, !page.messages.isEmpty {
                        page.hasMore = true
                        return page
                    }
                    page.messages.append(checked(message))
                }
                page.cursor = seq
            }
            // Nothing of this kind follows in this state of the journal, unless the scan ended at its limit.
            page.hasMore = try hasMore(kind: kind, after: page.cursor)
            if !page.hasMore { page.cursor = max(after, head) }
            return page
        }
    }

    private func scan(kind: Kind?, after: Int64) throws -> Statement {
        let condition =
            kind == nil ? "NOT INDEXED WHERE seq > ?1" : "INDEXED BY messages_kind WHERE kind = ?3 AND seq > ?1"
        let scan = try database.prepare("SELECT seq, tenant FROM messages \(condition) ORDER BY seq LIMIT ?2")
        try scan.bind(1, after)
        try scan.bind(2, Self.scanLimit)
        if let kind { try scan.bind(3, try kindID(kind)) }
        return scan
    }

    private func hasMore(kind: Kind?, after: Int64) throws -> Bool {
        let scan = try scan(kind: kind, after: after)
        defer { scan.reset() }
        return try scan.step()
    }

    /// 0, which no message has, for a kind that was never recorded.
    private func kindID(_ kind: Kind) throws -> Int64 {
        try database.first("SELECT id FROM kinds WHERE name = ?", kind.rawValue) { $0.int64(0) } ?? 0
    }
}
