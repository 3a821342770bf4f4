import Crypto
import EvidenceLog
import Foundation

/// A folder with a log as c2sp.org/tlog-tiles lays it out: tiles, entry bundles and checkpoint.
struct TileFolder {
    let url: URL

    /// Writes the log of some entries into a new folder under the system's temporary one.
    init(_ entries: [[UInt8]], checkpoint: SignedNote) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "tiles-\(UUID().uuidString)")
        let (nodes, size) = (MemoryNodes(entries.map(MerkleHash.leaf)), UInt64(entries.count))
        for level in 0..<8 {
            let full = Tile.fullCount(level: level, size: size)
            let partial = Tile.partialWidth(level: level, size: size)
            for index in 0..<full + (partial > 0 ? 1 : 0) {
                let width = index < full ? Tile.width : partial
                let first = index * UInt64(Tile.width)
                let hashes = try (first..<first + UInt64(width)).map { try nodes.node(level: 8 * level, index: $0) }
                try write(Tile.path(level: level, index: index, width: width), hashes.flatMap(\.bytes))
                guard level == 0 else { continue }
                let bundle = try EntryBundle.encode(Array(entries[Int(first)..<Int(first) + width]))
                try write(Tile.entriesPath(index: index, width: width), bundle)
            }
        }
        try write("checkpoint", Array(checkpoint.encoded.utf8))
    }

    /// Writes a file of the folder.
    func write(_ path: String, _ bytes: [UInt8]) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// The bytes of a file of the folder.
    func read(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url.appending(path: path))) }

    /// Takes the folder away.
    func remove() { try? FileManager.default.removeItem(at: url) }
}
