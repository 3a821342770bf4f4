import Messages

/// What an active hold keeps.
struct Hold: Sendable {
    var row: Int64
    var name: String
    var tenant: Int64
    /// The key that seals what it keeps, a row of `keys`.
    var key: Int64
    var filter: Filter

    struct Filter: Hashable, Sendable {
        var from: Timestamp?
        var to: Timestamp?
        var resource: String?
        var finding: String?

        /// Everything in its time, whatever it is about.
        var isWhole: Bool { resource == nil && finding == nil }

        /// Whether a message recorded then is in its time.
        func covers(_ time: Timestamp) -> Bool {
            if let from, time < from { return false }
            if let to, time >= to { return false }
            return true
        }
    }

    /// Whether it keeps everything that an erasure would take, so that the erasure makes no sense.
    func covers(_ scope: ErasureScope) -> Bool {
        guard filter.isWhole else { return false }
        let starts = filter.from.map { $0.month < scope.from } ?? true
        let ends = filter.to.map { $0.month > scope.to } ?? true
        return starts && ends
    }
}
