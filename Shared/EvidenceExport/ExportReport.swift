/// What was found in an export archive.
public struct ExportReport: Sendable {
    /// One thing that is wrong.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The file in the archive.
        public var file: String
        /// The line of a records file, from 1.
        public var line: Int?
        /// The record's place in the log, where that can be told.
        public var index: UInt64?
        /// The message's id, where that can be told.
        public var id: String?
        /// What is wrong with it, in one clause.
        public var what: String

        /// One line for people.
        public var description: String {
            var place = file
            if let line { place += ":\(line)" }
            if let index { place += ", record \(index)" }
            if let id { place += ", message \(id)" }
            return "\(place): \(what)"
        }
    }

    /// Whose word the checkpoint is.
    public enum Trust: Hashable, Sendable {
        /// A key that the caller gave.
        case pinned(String)
        /// A key that stands in the archive itself: compare it with the one that you know.
        case ownKey(String)
        /// Nobody's that could be verified.
        case none
    }

    /// Where the store log has the tenant's root.
    public struct Anchor: Hashable, Sendable {
        /// The place of the entry in the store log.
        public var position: UInt64
        /// When the entry was taken, RFC 3339.
        public var time: String
        /// The size of the tenant's log then.
        public var size: UInt64
        /// Witnesses whose keys the caller gave and who cosigned.
        public var witnesses: [String]
        /// Cosignatures and other signatures that were not verified, since no key for them was given.
        public var unverified: [String]
    }

    /// What the archive says of itself; nil where that cannot be read.
    public var manifest: ExportManifest?
    /// Who signed the tenant's checkpoint.
    public var trust = Trust.none
    /// How the root is tied to the store log; nil where the archive has no anchor, or a wrong one.
    public var anchor: Anchor?
    /// Timestamps (RFC 3161) that the archive has; they are verified with `openssl ts`.
    public var timestamps = 0
    /// What was counted.
    public var counts = ExportManifest.Counts()
    /// The first and the last place in the log, and whether every place between them is there.
    public var range: (first: UInt64, last: UInt64, isWhole: Bool)?
    /// What is wrong; at most a thousand, the first ones.
    public var problems: [Problem] = []
    /// How many things are wrong.
    public var problemCount = 0
    /// What people should know, though it is not wrong.
    public var notes: [String] = []

    /// Whether nothing is wrong.
    public var isValid: Bool { problemCount == 0 }

    mutating func add(_ problem: Problem) {
        problemCount += 1
        if problems.count < 1_000 { problems.append(problem) }
    }

    mutating func add(_ file: String, _ what: String) { add(Problem(file: file, what: what)) }
}
