import Crypto
import SQL
import Synchronization
import Threading

/// Brings the copy up to the journal, a segment at a time; the target alone says where it stands.
///
/// For the copy's thread. After any error the same turn may be tried again: a segment that was made stays as it is until the target has
/// it, and after a restart the target is asked what it has.
final class Copier {
    /// Where the copy stands.
    struct Place {
        var number: UInt64 = 0
        var hash = Segment.origin
        var cursor = CopyCursor()
        var tiled: Int64 = 0
    }

    private struct Pending {
        var number: UInt64
        var bytes: [UInt8]
        var hash: Digest
        var cursor: CopyCursor
        var isFull: Bool
    }

    private static let advice = "settei evidence restore takes what is missing from the copy"

    private let target: any CopyTarget
    private let source: SegmentSource
    private let state: CopyState
    private let clock: WallClock
    private let tiles: TileCopier
    private let checkpoints: CheckpointCopier
    private(set) var place: Place?
    private var pending: Pending?

    init(_ database: Database, to target: any CopyTarget, state: CopyState, clock: WallClock) throws {
        self.target = target
        self.state = state
        self.clock = clock
        source = try SegmentSource(in: database)
        tiles = try TileCopier(source, to: target)
        checkpoints = try CheckpointCopier(source, to: target)
    }

    /// Whether the journal has more than the last segment had room for.
    private(set) var isFull = false

    /// Writes at most one segment and a few tiles; true when there is more to do at once.
    ///
    /// - Parameter mayWriteSegment: false while the last one is too young; a full one is followed at once.
    func turn(mayWriteSegment: Bool = true) throws(CopyError) -> Bool {
        do {
            defer { measure() }
            let place = try self.place ?? resume()
            self.place = place
            if mayWriteSegment || isFull { isFull = try writeSegment(after: place) }
            return try writeTiles() || isFull
        } catch let error as CopyError {
            // Somebody else wrote under our name: perhaps ourselves, before a crash. What stands there decides.
            if case .differs = error {
                pending = nil
                place = nil
            }
            throw error
        } catch {
            throw .journal("\(error)")
        }
    }

    private func writeSegment(after place: Place) throws -> Bool {
        let pending = try self.pending ?? make(after: place)
        guard let pending else { return false }
        self.pending = pending
        try target.create(CopyName.segment(pending.number), pending.bytes)
        self.pending = nil
        self.place = Place(number: pending.number, hash: pending.hash, cursor: pending.cursor, tiled: place.tiled)
        state.segment.store(Int64(pending.number), ordering: .relaxed)
        state.written.add(1, ordering: .relaxed)
        state.writtenBytes.add(pending.bytes.count, ordering: .relaxed)
        return pending.isFull
    }

    private func make(after place: Place) throws -> Pending? {
        let piece = try source.piece(after: place.cursor)
        guard !piece.records.isEmpty else { return nil }
        let segment = Segment(
            number: place.number + 1,
            previous: place.hash,
            madeAt: clock.now().milliseconds * 1_000,
            tiled: place.tiled,
            cursor: piece.cursor,
            records: piece.records
        )
        let bytes = segment.encoded()
        guard let hash = Segment.hash(of: bytes) else { return nil }
        return Pending(number: segment.number, bytes: bytes, hash: hash, cursor: piece.cursor, isFull: piece.isFull)
    }

    private func writeTiles() throws -> Bool {
        guard var place else { return false }
        defer { self.place = place }
        let hasMore = try tiles.step(from: &place.tiled, through: place.cursor.seq)
        if try tiles.stepStoreLog(entries: place.cursor.entries) || hasMore { return true }
        try checkpoints.step(tiled: place.tiled)
        try checkpoints.stepStoreLog(entries: place.cursor.entries, now: clock.now().milliseconds)
        return false
    }

    /// Finds where the target stands, and sees whether that is a place of this journal.
    private func resume() throws -> Place {
        let reader = CopyReader(target: target)
        let last = try reader.last()
        guard last > 0 else { return Place() }
        guard let (segment, hash) = try reader.segment(last) else {
            throw CopyError.unavailable("segment \(last) was there and cannot be read")
        }
        var number = last
        var looked = segment
        while try !isOfThisJournal(looked), number > 1 {
            number -= 1
            guard let before = try reader.segment(number) else {
                throw CopyError.notThisJournal("\(CopyName.segment(number)) is missing")
            }
            looked = before.segment
        }
        let added = try source.database.first("SELECT coalesce(max(id), 0) FROM additions") { $0.int64(0) } ?? 0
        guard segment.cursor.addition <= added else {
            throw CopyError.notThisJournal(
                "it has \(segment.cursor.addition) cosignatures, timestamps and ends of keys, the journal \(added); \(Self.advice)"
            )
        }
        state.segment.store(Int64(last), ordering: .relaxed)
        return Place(number: last, hash: hash, cursor: segment.cursor, tiled: segment.tiled)
    }

    /// Whether the journal has what stands last in a segment; false where nothing in it could tell.
    ///
    /// - Throws: ``CopyError/notThisJournal(_:)`` where it has something else, or less: another journal, or one from a backup.
    private func isOfThisJournal(_ segment: Segment) throws -> Bool {
        for record in segment.records.reversed() {
            switch record {
            case .message(let message):
                let sql = "SELECT leaf_hash FROM messages WHERE seq = ?1"
                let hash: Digest? = try source.database.first(sql, message.seq) { $0.digest(0) } ?? nil
                guard hash == message.leafHash else {
                    throw CopyError.notThisJournal(
                        hash == nil
                            ? "it has message \(message.seq), the journal ends before; \(Self.advice)"
                            : "message \(message.seq) is another one"
                    )
                }
                return true
            case .entry(let entry):
                let own = try source.database.first(
                    "SELECT entry FROM store_log WHERE position = ?1",
                    entry.position
                ) { $0.blob(0) }
                guard own == entry.entry else {
                    throw CopyError.notThisJournal(
                        own == nil
                            ? "it has entry \(entry.position) of the store log, the journal ends before; \(Self.advice)"
                            : "entry \(entry.position) of the store log is another one"
                    )
                }
            default: continue
            }
        }
        return false
    }

    /// Says how far behind the copy is; also while it cannot be reached.
    private func measure() {
        let cursor = place?.cursor ?? CopyCursor()
        let sql = "SELECT coalesce(max(seq), 0), (SELECT recorded_at FROM messages WHERE seq = ?1) FROM messages"
        let behind: (Int64, Int64?)? = try? source.database.first(sql, cursor.seq + 1) {
            ($0.int64(0) - cursor.seq, $0.optionalInt64(1))
        }
        guard let behind else { return }
        state.messagesBehind.store(max(0, behind.0), ordering: .relaxed)
        let age = behind.1.map { max(0, clock.now().milliseconds - $0 / 1_000) } ?? 0
        state.millisecondsBehind.store(age, ordering: .relaxed)
        state.tilesBehind.store(max(0, cursor.seq - (place?.tiled ?? 0)), ordering: .relaxed)
    }
}

@available(*, unavailable)
extension Copier: Sendable {}
