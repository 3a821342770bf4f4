import Messages

/// How much there is and is used of what a store can run out of, and when it will; the member `capacity` of `status`.
struct CapacityReport: Codable, Hashable, Sendable {
    /// The volume of the journal; absent where it is in a database on a server.
    struct Disk: Codable, Hashable, Sendable {
        var totalBytes: Int64
        var freeBytes: Int64

        var used: Double { totalBytes > 0 ? 1 - Double(freeBytes) / Double(totalBytes) : 0 }
    }

    /// Open work of one kind, in memory and in the journal.
    struct Work: Codable, Hashable, Sendable {
        var kind: WorkKind
        var count: Int
        var oldestSeconds: Double
    }

    var at: Timestamp
    var disk: Disk?
    var journalBytes: Int64
    var bytesPerMessage: Double
    /// What the journal grows by, over the history that is kept: at most a week.
    var growthBytesPerSecond: Double?
    /// Over how much time that was seen.
    var historySeconds: Double
    /// Until the volume is full at this growth.
    var diskFullSeconds: Double?
    /// Messages a second, now: the store's own included.
    var ingestRate: Double
    /// Messages a second that the disk is known to take.
    var sustainableRate: Double?
    /// Until the rate reaches that, if it goes on growing as it did.
    var throughputFullSeconds: Double?
    var work: [Work]

    /// A shorter history forecasts nothing: a first import would fill any disk.
    static let leastHistory = 3_600.0

    /// Whether the history is long enough for alerts to believe what is foretold.
    var isForetold: Bool { historySeconds >= Self.leastHistory }

    /// The part of the throughput that is in use.
    var throughputUsed: Double? { sustainableRate.map { $0 > 0 ? ingestRate / $0 : 0 } }
}
