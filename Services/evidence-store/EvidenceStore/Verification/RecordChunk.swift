import Crypto

/// Messages in the order of `seq` whose contents and leaves were checked by themselves; their order is checked afterwards.
struct RecordChunk: Sendable {
    /// Messages of one chunk.
    static let count: Int64 = 8_192

    struct Record: Sendable {
        var seq: Int64
        var tenant: Int64
        var kind: Int64
        var previous: Int64
        var index: Int64
        var logPrevious: Int64
        /// Computed from the row, not read.
        var leaf: Digest
    }

    var records: [Record] = []
    var faults: [EvidenceFault] = []
    /// Messages whose key was destroyed: their contents cannot be checked, their leaves can.
    var erased = 0
}
