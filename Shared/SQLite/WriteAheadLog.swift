import Glibc

/// Says whether a write-ahead log is as it was written.
///
/// SQLite reads frames as far as their sums follow from each other and takes the rest for what a crash left: a changed bit in the
/// middle makes everything after it disappear without a word. This tells the two apart.
/// Source: https://sqlite.org/fileformat2.html#walformat.
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
        guard let log = Frames(bytes) else {
            (problem, usedBytes, committedFrames) = ("its header is not what was written", min(32, bytes.count), 0)
            return
        }
        (usedBytes, committedFrames) = (32 + log.valid * log.frameSize, log.committed)
        problem = log.lost.map { "its frame \($0) is not what was written: it and what follows is not read" }
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

/// The frames of a log whose header is whole.
private struct Frames {
    let frameSize: Int
    /// Frames whose sums follow from each other.
    private(set) var valid = 0
    private(set) var committed = 0
    /// The first frame of this log that SQLite does not read although it belongs to it.
    private(set) var lost: Int?

    init?(_ bytes: [UInt8]) {
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
        for frame in 0..<count {
            let at = 32 + frame * frameSize
            let isOfThisLog = bytes[at + 8..<at + 16] == salts
            var next = sum
            next.add(bytes[at..<at + 8], isBig)
            next.add(bytes[at + 24..<at + frameSize], isBig)
            let follows = next.isThat(bytes, at: at + 16)
            if valid == frame, isOfThisLog, follows {
                sum = next
                valid += 1
                if Self.word(bytes, at + 4) != 0 { committed = valid }
            } else if isOfThisLog || (valid == frame && follows) {
                lost = valid + 1
                break
            }
        }
    }

    private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private struct Sum {
        var first: UInt32 = 0
        var second: UInt32 = 0

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
