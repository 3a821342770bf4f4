import EvidenceLog
import JSON

/// What an export is of: `export.json`.
public struct ExportManifest: Codable, Hashable, Sendable {
    /// The format that this release writes and reads.
    public static let format = "settei-evidence-export/1"

    /// Which records of the log were asked for; nothing set: all of them.
    public struct Filter: Codable, Hashable, Sendable {
        /// Records from this time on, RFC 3339.
        public var from: String?
        /// Records before this time, RFC 3339.
        public var to: String?
        /// A resource, by its key.
        public var resource: String?
        /// A finding, by its id.
        public var finding: String?

        /// Takes all fields.
        public init(from: String? = nil, to: String? = nil, resource: String? = nil, finding: String? = nil) {
            self.from = from
            self.to = to
            self.resource = resource
            self.finding = finding
        }

        /// Whether it lets everything through.
        public var isEmpty: Bool { self == Filter() }
    }

    /// How many records there are, and of how many there is only the leaf.
    public struct Counts: Codable, Hashable, Sendable {
        /// All records of the archive.
        public var records: UInt64 = 0
        /// Those whose key was destroyed.
        public var erased: UInt64 = 0
        /// Those that whoever took the export may not read.
        public var withheld: UInt64 = 0

        /// Makes counts of nothing.
        public init() {}
    }

    /// The format, ``format``.
    public var format: String
    /// Whose evidence; empty for the operators' log.
    public var tenant: String
    /// The origin of the tenant's log.
    public var origin: String
    /// The size of the log that is proved.
    public var size: UInt64
    /// The root of the log at that size, 64 hexadecimal digits.
    public var root: String
    /// Whether the archive has every record of the log up to ``size``.
    public var complete: Bool
    /// What was asked for.
    public var filter: Filter
    /// What the archive has.
    public var counts: Counts
    /// When it was made, RFC 3339, by the clock of the store.
    public var madeAt: String
    /// Who took it, as the store knows them.
    public var madeBy: String
    /// The store's keys, as vkeys of C2SP signed-note: what the checkpoints verify with, if one trusts the archive.
    public var keys: [String]
    /// The hashes that show that the log grew out of the one that the anchor names; absent where they are the same.
    public var consistency: [String]?

    /// Takes all fields but the counts.
    public init(
        tenant: String,
        origin: String,
        size: UInt64,
        root: String,
        complete: Bool,
        filter: Filter,
        madeAt: String,
        madeBy: String,
        keys: [String],
        consistency: [String]? = nil
    ) {
        format = Self.format
        self.tenant = tenant
        self.origin = origin
        self.size = size
        self.root = root
        self.complete = complete
        self.filter = filter
        counts = Counts()
        self.madeAt = madeAt
        self.madeBy = madeBy
        self.keys = keys
        self.consistency = consistency
    }

    /// Reads `export.json`.
    /// - Throws: ``ExportFormatError``, also for a format of another release.
    init(bytes: [UInt8]) throws(ExportFormatError) {
        do {
            let root = try JSONDocument(bytes, limits: JSONLimits(maximumDepth: 8)).root
            let format = root.member("format")?.string ?? ""
            guard format == Self.format else {
                throw ExportFormatError("it is of format '\(format)'; this release reads \(Self.format)")
            }
            self = try JSONNodeDecoder().decode(Self.self, from: root)
        } catch let error as ExportFormatError {
            throw error
        } catch {
            throw ExportFormatError("\(error)")
        }
    }

    /// The file, one line.
    func encoded() throws -> [UInt8] { try JSONTreeEncoder().encode(self) + [UInt8(ascii: "\n")] }
}
