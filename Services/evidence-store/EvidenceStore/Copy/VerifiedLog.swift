import Crypto
import EvidenceLog

/// One log while a copy is verified: its tree, and the tiles that are not full yet.
final class VerifiedLog {
    let name: String
    let folder: String
    var tree = MerkleTree()
    /// The seq of its last message.
    var last: Int64 = 0
    /// What the copy's `checkpoint` of the log says; nil: there is none.
    var expected: Checkpoint?
    /// The tile being filled at each level.
    var levels: [[Digest]] = [[]]
    /// Tiles that were not there, while it was not known whether they must be, with what they would hold.
    var missing: [String: [Digest]] = [:]

    init(name: String, folder: String) {
        self.name = name
        self.folder = folder
    }
}

extension CopyVerifier {
    /// Reads a log's checkpoint, to compare it when the tree has its size.
    func checkpoint(of log: VerifiedLog) throws -> Checkpoint? {
        let place = log.folder + "checkpoint"
        guard let bytes = try reader.target.read(place) else { return nil }
        do {
            let note = try SignedNote(bytes: bytes)
            let checkpoint = try Checkpoint(text: note.text)
            if !verifiers.isEmpty, generation(of: note, checkpoint, of: log) == nil {
                self.note(place, "has no signature of the store's key")
            }
            return checkpoint
        } catch {
            self.note(place, "cannot be read: \(error)")
            return nil
        }
    }

    /// How often the journal had been restored under another name when a checkpoint of a log was signed, from 0; nil where none of the
    /// store's keys signed it under a name of this log.
    func generation(of note: SignedNote, _ checkpoint: Checkpoint, of log: VerifiedLog) -> Int? {
        let end = log === storeLog ? LogOrigin.store("") : LogOrigin.tenant(log.name, of: "")
        guard checkpoint.origin.hasSuffix(end) else { return nil }
        let base = String(checkpoint.origin.dropLast(end.count))
        let signers = verifiers.filter { key in
            let own = key.name.hasSuffix("/store") ? String(key.name.dropLast(6)) : key.name
            return JournalOrigins.base(of: own) == JournalOrigins.base(of: base)
        }.map { NoteVerifier(name: checkpoint.origin, key: $0.publicKey) }
        guard !note.verified(by: signers).isEmpty else { return nil }
        return JournalOrigins.generation(of: base)
    }

    /// Adds a leaf to a log, and compares the tiles that it fills with those of the copy.
    func append(_ leaf: Digest, to log: VerifiedLog, mustHaveTiles: Bool) throws {
        log.tree.append(leaf)
        defer { compareCheckpoint(of: log) }
        var node = leaf
        var level = 0
        while true {
            if level == log.levels.count { log.levels.append([]) }
            log.levels[level].append(node)
            guard log.levels[level].count == Tile.width else { return }
            let hashes = log.levels[level]
            log.levels[level].removeAll(keepingCapacity: true)
            let index = (log.tree.size >> UInt64(Tile.height * (level + 1))) - 1
            try compare(hashes, level, index, of: log, mustHave: mustHaveTiles)
            var tile = MerkleTree()
            for hash in hashes { tile.append(hash) }
            node = tile.root
            level += 1
        }
    }

    /// Where the log has the size of its checkpoint: whoever reads that one finds all tiles below it.
    private func compareCheckpoint(of log: VerifiedLog) {
        guard let expected = log.expected, expected.size == log.tree.size else { return }
        log.expected = nil
        if expected.root != log.tree.root { note(log.folder + "checkpoint", "is of another tree") }
        noteMissing(in: log)
        for level in log.levels.indices where !log.levels[level].isEmpty {
            let (index, width) = (expected.size >> UInt64(Tile.height * (level + 1)), log.levels[level].count)
            require(log.folder + Tile.path(level: level, index: index, width: width))
            if level == 0 { require(log.folder + Tile.entriesPath(index: index, width: width)) }
        }
    }

    private func noteMissing(in log: VerifiedLog) {
        for place in log.missing.keys.sorted() { note(place, "is missing") }
        log.missing.removeAll()
    }

    private func require(_ place: String) {
        if (try? reader.target.contains(place)) == false { note(place, "is missing") }
    }

    /// What is left at the end: a checkpoint beyond the log, tiles that are missing before others.
    func finish(_ log: VerifiedLog) {
        if let expected = log.expected {
            note(log.folder + "checkpoint", "is of \(expected.size) entries, the copy has \(log.tree.size)")
        }
    }

    private func compare(_ hashes: [Digest], _ level: Int, _ index: UInt64, of log: VerifiedLog, mustHave: Bool) throws
    {
        let place = log.folder + Tile.path(level: level, index: index)
        // The bundle is written before its tile.
        var mustHaveBundle = mustHave
        if let bytes = try reader.target.read(place) {
            report.tiles += 1
            mustHaveBundle = true
            if bytes != hashes.flatMap(\.bytes) { note(place, "is not what the leaves make") }
            noteMissing(in: log)
        } else if mustHave {
            note(place, "is missing")
        } else {
            log.missing[place] = hashes
        }
        guard level == 0 else { return }
        let bundle = log.folder + Tile.entriesPath(index: index)
        guard let bytes = try reader.target.read(bundle) else {
            if mustHaveBundle { note(bundle, "is missing") }
            return
        }
        report.tiles += 1
        let entries = (try? EntryBundle.decode(bytes)) ?? []
        if entries.map(MerkleHash.leaf) != hashes { note(bundle, "is not the leaves of the log") }
    }

    func note(_ place: String, _ what: String) { note(CopyProblem(object: place, record: nil, what: what)) }
}

@available(*, unavailable)
extension VerifiedLog: Sendable {}
