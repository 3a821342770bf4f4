import Glibc

/// Says whether a write-ahead log is as it was written.
///
/// SQLite reads frames as far as their sums follow from each other and takes the rest for what a crash left: a changed bit in the
/// middle makes everything after it disappear without a word. This tells the two apart by the index beside the log, which says how much
/// was committed. What is behind that a failed transaction left, and nobody reads; it may even be whole, up to its end, where the sync
/// failed and a shorter transaction was written over its beginning.
///
/// After a power loss, before the next start, the index on disk may be older than the log: then a change behind what the index knows
/// looks like such leftovers. Without an index nothing tells, and any frame of this log that does not follow counts as changed.
/// Source: https://sqlite.org/fileformat2.html#walformat, https://sqlite.org/walformat.html#the_wal_index_file_format.
public struct WriteAheadLog: Sendable {
    /// What is wrong; nil for nothing.
    ///
    /// A log that ends in the middle of a transaction is a crash, not damage.
    public let problem: String?
    /// The bytes that SQLite reads, from the beginning: what is behind them is left over.
    public let usedBytes: Int
    /// The last of those frames that ends a transaction, counted from 1; 0 for none.
    public let committedFrames: Int

    /// Reads the log at `path`; none is nothing.
    ///
    /// For a log that nobody writes meanwhile.
    public init(checking path: String) {
        let bytes = Self.read(path)
        guard bytes.count > 0 else {
            (problem, usedBytes, committedFrames) = (nil, 0, 0)
            return
        }
        guard let log = Frames(bytes, index: WalIndex(Self.read(Self.index(of: path)))) else {
            (problem, usedBytes, committedFrames) = ("its header is not what was written", min(32, bytes.count), 0)
            return
        }
        (usedBytes, committedFrames) = (32 + log.valid * log.frameSize, log.committed)
        problem = log.lost.map { "its frame \($0) is not what was written: it and what follows is not read" }
    }

    /// The index of `…-wal` is `…-shm`.
    private static func index(of path: String) -> String {
        (path.hasSuffix("-wal") ? String(path.dropLast(4)) : path) + "-shm"
    }

    private static func read(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: max(0, Int(lseek(file, 0, SEEK_END))))
        let count = pread(file, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, count)))
    }
}

/// What the index says was committed to the log, as the processes that wrote it left it.
///
/// A commit is written here after its frames are on disk (`synchronous=FULL`), so it never says more than there must be.
private struct WalIndex {
    private let salts: ArraySlice<UInt8>
    private let committed: Int

    /// Nil where nobody finished writing it.
    init?(_ bytes: [UInt8]) {
        // Two copies of 48 bytes each, in the machine's own order.
        guard bytes.count >= 96, bytes[0..<48] == bytes[48..<96], bytes[12] == 1 else { return nil }
        salts = bytes[32..<40]
        committed = bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: 16, as: UInt32.self)) }
    }

    /// The frames that a log of these salts must have; nil where the index is of another log.
    ///
    /// A log that is begun anew has the next number for its first salt, in the index at once and in the file with its first frame: until
    /// then the file holds what is copied back already, and nobody reads it.
    func committed(in salts: ArraySlice<UInt8>) -> Int? {
        if salts == self.salts { return committed }
        func first(_ salts: ArraySlice<UInt8>) -> UInt32 { salts.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
        return committed == 0 && first(self.salts) == first(salts) &+ 1 ? 0 : nil
    }
}

/// The frames of a log whose header is whole.
private struct Frames {
    let frameSize: Int
    /// Frames whose sums follow from each other.
    private(set) var valid = 0
    private(set) var committed = 0
    /// The first frame of this log that SQLite does not read although it belongs to it.
    private(set) var lost: Int?

    init?(_ bytes: [UInt8], index: WalIndex?) {
        guard bytes.count >= 32, [0x377f_0682, 0x377f_0683].contains(Self.word(bytes, 0)),
            Self.word(bytes, 4) == 3_007_000
        else { return nil }
        let isBig = bytes[3] & 1 == 1
        var sum = Sum()
        sum.add(bytes[0..<24], isBig)
        let size = Int(Self.word(bytes, 8))
        guard sum.isThat(bytes, at: 24), size >= 512 else { return nil }
        frameSize = 24 + size
        let salts = bytes[16..<24]
        let count = (bytes.count - 32) / frameSize
        while valid < count, let next = follower(of: sum, bytes, valid, isBig), isOf(salts, bytes, valid) {
            sum = next
            valid += 1
            if Self.word(bytes, at(valid - 1) + 4) != 0 { committed = valid }
        }
        if let mustBe = index?.committed(in: salts) {
            if valid < mustBe { lost = valid + 1 }
        } else if hasRest(after: sum, bytes, count, isBig) {
            lost = valid + 1
        }
    }

    /// Whether behind what SQLite reads there is a frame of this log.
    private func hasRest(after sum: Sum, _ bytes: [UInt8], _ count: Int, _ isBig: Bool) -> Bool {
        guard valid < count else { return false }
        // One that has its sum and only not its salts is of this log too.
        return follower(of: sum, bytes, valid, isBig) != nil
            || (valid..<count).contains { isOf(bytes[16..<24], bytes, $0) }
    }

    private func at(_ frame: Int) -> Int { 32 + frame * frameSize }

    private func isOf(_ salts: ArraySlice<UInt8>, _ bytes: [UInt8], _ frame: Int) -> Bool {
        bytes[at(frame) + 8..<at(frame) + 16] == salts
    }

    /// The sum after a frame; nil where it is not the one that the frame has.
    private func follower(of sum: Sum, _ bytes: [UInt8], _ frame: Int, _ isBig: Bool) -> Sum? {
        var next = sum
        next.add(bytes[at(frame)..<at(frame) + 8], isBig)
        next.add(bytes[at(frame) + 24..<at(frame) + frameSize], isBig)
        return next.isThat(bytes, at: at(frame) + 16) ? next : nil
    }

    private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private struct Sum {
        var first: UInt32 = 0
        var second: UInt32 = 0

        init() {}

        /// The sum that a frame says it has.
        init(_ bytes: [UInt8], at: Int) {
            (first, second) = (Frames.word(bytes, at), Frames.word(bytes, at + 4))
        }

        mutating func add(_ bytes: ArraySlice<UInt8>, _ isBig: Bool) {
            bytes.withUnsafeBytes { raw in
                for at in stride(from: 0, to: raw.count - 7, by: 8) {
                    let one = raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)
                    let two = raw.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)
                    first &+= (isBig ? UInt32(bigEndian: one) : UInt32(littleEndian: one)) &+ second
                    second &+= (isBig ? UInt32(bigEndian: two) : UInt32(littleEndian: two)) &+ first
                }
            }
        }

        /// The sum itself is big-endian whatever the words are.
        func isThat(_ bytes: [UInt8], at: Int) -> Bool {
            Frames.word(bytes, at) == first && Frames.word(bytes, at + 4) == second
        }
    }
}
