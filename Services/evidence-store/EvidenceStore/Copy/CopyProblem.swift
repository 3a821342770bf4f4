/// Something in a copy that is not what was recorded, and where.
struct CopyProblem: Hashable, Sendable, CustomStringConvertible {
    /// The object: a segment, a tile, a checkpoint.
    var object: String
    /// The record: a message's seq, an entry's position; nil: all of the object.
    var record: String?
    var what: String

    var description: String { record.map { "\(object), \($0): \(what)" } ?? "\(object): \(what)" }
}

/// What was found in a copy.
struct CopyReport: Sendable {
    var segments: UInt64 = 0
    var messages: Int64 = 0
    var entries: Int64 = 0
    /// Cosignatures of checkpoints, and those of them by witnesses whose keys were given.
    var cosignatures: Int64 = 0
    var cosigned: Int64 = 0
    /// Timestamps of checkpoints.
    var timestamps: Int64 = 0
    /// Tiles and entry bundles that were compared with the trees.
    var tiles = 0
    /// Messages whose sealed bytes were opened and have their content hash.
    var opened: Int64 = 0
    /// Messages whose key is destroyed.
    var erased: Int64 = 0
    /// Messages after the last entry of the store log: chained and hashed, but under no signature yet.
    var unsigned: Int64 = 0
    /// When the last entry of the store log was taken, in microseconds since 1970; nil: none.
    var lastEntry: Int64?
    /// At most a thousand.
    var problems: [CopyProblem] = []
    /// All that there is was looked at; false after a segment that cannot be read.
    var isComplete = false
}
