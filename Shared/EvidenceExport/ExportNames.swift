/// What the files of an export are called.
enum ExportNames {
    static let readme = "README.txt"
    static let verifier = "verify.py"
    static let manifest = "export.json"
    static let checkpoint = "checkpoint"
    static let anchor = "anchor.tlog-proof"

    /// A file of records; numbers are from 1.
    static func records(_ number: Int) -> String {
        let digits = String(number)
        return "records-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".ndjson"
    }

    /// The hashes of the leaves of a file of records, 32 bytes each; in complete exports.
    static func hashes(of records: String) -> String { records.replacing(".ndjson", with: ".hashes") }

    /// A file of records is ended after so many bytes, so that any editor opens it.
    static let bytesPerFile = 64 << 20
    /// No line is shorter than 200 bytes, so these are the hashes of a whole file with room to spare.
    static let greatestHashes: UInt64 = 32 << 20

    /// A timestamp (RFC 3161) of the anchor's checkpoint; numbers are from 1.
    static func timestamp(_ number: Int) -> String { "timestamps/\(number).tsr" }
}
