/// Writes and reads entry bundles: up to 256 entries of a log, each with its length in 16 bits before it.
///
/// Source: c2sp.org/tlog-tiles, Log entries.
public enum EntryBundle: Sendable {
    /// Returns the bundle of some entries.
    /// - Throws: ``LogFormatError`` where there are more than 256, or one has more than 65,535 bytes.
    public static func encode(_ entries: [[UInt8]]) throws(LogFormatError) -> [UInt8] {
        guard entries.count <= Tile.width else { throw problem("there are more than 256 entries") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.count + 2 })
        for entry in entries {
            guard entry.count <= Int(UInt16.max) else { throw problem("an entry has more than 65,535 bytes") }
            bytes.append(number16: entry.count)
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// Returns the entries of a bundle.
    /// - Throws: ``LogFormatError`` where it ends within an entry, or has more than 256.
    public static func decode(_ bytes: [UInt8]) throws(LogFormatError) -> [[UInt8]] {
        var reader = ByteReader(bytes)
        var entries: [[UInt8]] = []
        while !reader.isAtEnd {
            guard entries.count < Tile.width else { throw problem("there are more than 256 entries") }
            guard let entry = reader.sized() else { throw problem("it ends within entry \(entries.count)") }
            entries.append(Array(entry))
        }
        return entries
    }

    private static func problem(_ text: String) -> LogFormatError { LogFormatError("entry bundle", text) }
}
