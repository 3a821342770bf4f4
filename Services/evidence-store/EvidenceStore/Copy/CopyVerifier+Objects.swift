import Crypto
import EvidenceLog

extension CopyVerifier {
    /// Names that a target is asked for at once.
    private static let page = 1_000

    /// Looks at every object that no segment asked for: older partial tiles and bundles, and what does not belong there.
    func checkObjects(_ last: UInt64) throws {
        var number: UInt64 = 0
        try forEachName("segments/") { name in
            number += 1
            if number <= last, name != CopyName.segment(number) { note(name, "is no object of a copy") }
        }
        let byFolder = Dictionary(
            (Array(logs.values) + [storeLog]).map { ($0.folder, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        try forEachName("logs/") { name in
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            let depth = name.hasPrefix("logs/tenant/") ? 3 : 2
            let folder = parts.prefix(depth).joined(separator: "/") + "/"
            guard let log = byFolder[folder] else { return note(name, "is of no log") }
            let rest = parts.dropFirst(depth).joined(separator: "/")
            if rest == "checkpoint" { return }
            guard let path = TilePath(rest) else { return note(name, "is no object of a copy") }
            try check(path, name, of: log)
        }
    }

    private func forEachName(_ prefix: String, _ body: (String) throws -> Void) throws {
        var last = ""
        while true {
            let names = try reader.target.list(prefix, after: last, limit: Self.page)
            for name in names { try body(name) }
            guard names.count == Self.page, let end = names.last else { return }
            last = end
        }
    }

    private func check(_ path: TilePath, _ name: String, of log: VerifiedLog) throws {
        let level = path.level ?? 0
        let isFull = path.index < Tile.fullCount(level: level, size: log.tree.size)
        guard path.width < Tile.width else {
            // Full ones were compared when the log filled them.
            return isFull ? () : note(name, "is of no leaves")
        }
        var expected: [Digest]?
        if isFull {
            expected = try fullTile(level, path.index, of: log)
        } else if path.index == log.tree.size >> UInt64(Tile.height * (level + 1)), level < log.levels.count {
            expected = log.levels[level]
        }
        guard let expected, expected.count >= path.width else { return note(name, "is of no leaves") }
        guard let bytes = try reader.target.read(name) else { return note(name, "is missing") }
        report.tiles += 1
        let hashes = expected.prefix(path.width)
        if path.level == nil {
            let entries = (try? EntryBundle.decode(bytes)) ?? []
            if !entries.map(MerkleHash.leaf).elementsEqual(hashes) { note(name, "is not the leaves of the log") }
        } else if bytes != hashes.flatMap(\.bytes) {
            note(name, "is not what the leaves make")
        }
    }

    /// A tile that was compared when the log filled it, or was not there yet.
    private func fullTile(_ level: Int, _ index: UInt64, of log: VerifiedLog) throws -> [Digest]? {
        let place = log.folder + Tile.path(level: level, index: index)
        if let missing = log.missing[place] { return missing }
        guard let bytes = try reader.target.read(place), bytes.count == Tile.width * Digest.byteCount else {
            return nil
        }
        return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
            Digest(bytes: bytes[$0..<$0 + Digest.byteCount])
        }
    }
}
