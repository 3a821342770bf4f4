import Crypto
import Glibc
import Messages

/// The file of a ``DiskOutbox``: a header, then records that are only ever appended.
///
/// A record is the length of its body (4 bytes, little-endian), the first 8 bytes of the body's SHA-256, and the body: a
/// type, a number (8 bytes), and for a message the length of its kind (1 byte), its kind and its bytes. A record counts
/// when all of it is there and the sum is right; a crash can only leave the last one incomplete.
struct OutboxLog: Sendable {
    /// Where a message's record stands.
    struct Place: Sendable, Hashable {
        let offset: Int
        let length: Int
    }

    struct Found: Sendable {
        var pending: [UInt64: Place] = [:]
        var highest: UInt64 = 0
        var tornBytes = 0
    }

    private static let header = Array("SETTEIO1".utf8)
    private static let recordHead = 12
    private static let message: UInt8 = 1
    private static let settled: UInt8 = 2
    /// Above this many bytes the log is written anew once less than a quarter of it is still pending.
    static let compactAbove = 32 << 20

    private let path: String
    private var file: Int32
    private var end: Int
    /// Bytes of records that are still pending.
    private var pendingBytes = 0

    private init(path: String, file: Int32, end: Int) {
        self.path = path
        self.file = file
        self.end = end
    }

    func close() { _ = Glibc.close(file) }

    /// Opens or makes a log and finds what is pending; what a crash left half written is cut off.
    static func open(_ path: String) throws(DiskOutboxError) -> (OutboxLog, Found) {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system(call: "open", path: path, code: errno) }
        do throws(DiskOutboxError) {
            var log = OutboxLog(path: path, file: file, end: 0)
            let found = try log.scan()
            return (log, found)
        } catch {
            _ = Glibc.close(file)
            throw error
        }
    }

    private mutating func scan() throws(DiskOutboxError) -> Found {
        let size = Int(lseek(file, 0, SEEK_END))
        var found = Found()
        let start = try readBytes(at: 0, count: min(size, Self.header.count))
        guard Self.header.starts(with: start) else { throw .notAnOutbox(path: path) }
        guard size >= Self.header.count else {
            // A crash while the file was made.
            try writeBytes(Self.header, at: 0)
            try sync()
            try syncDirectory()
            end = Self.header.count
            return found
        }
        end = Self.header.count
        while let (place, body) = try nextRecord(size: size) {
            note(body, place, &found)
            end = place.offset + place.length
        }
        found.tornBytes = size - end
        if found.tornBytes > 0 { try cutOff(size: size) }
        pendingBytes = found.pending.values.reduce(0) { $0 + $1.length }
        return found
    }

    private func nextRecord(size: Int) throws(DiskOutboxError) -> (Place, [UInt8])? {
        guard end + Self.recordHead <= size else { return nil }
        let head = try readBytes(at: end, count: Self.recordHead)
        let length = head.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
        guard length >= 9, end + Self.recordHead + length <= size else { return nil }
        let body = try readBytes(at: end + Self.recordHead, count: length)
        guard head[4..<12].elementsEqual(Self.sum(body)) else { return nil }
        return (Place(offset: end, length: Self.recordHead + length), body)
    }

    private func note(_ body: [UInt8], _ place: Place, _ found: inout Found) {
        let number = body.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 1, as: UInt64.self)) }
        found.highest = max(found.highest, number)
        found.pending[number] = body[0] == Self.message ? place : nil
    }

    /// Moves what cannot be read out of the way rather than destroying it.
    private func cutOff(size: Int) throws(DiskOutboxError) {
        let torn = try readBytes(at: end, count: min(size - end, 16 << 20))
        let side = Glibc.open("\(path).torn", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if side >= 0 {
            _ = torn.withUnsafeBytes { Glibc.write(side, $0.baseAddress, $0.count) }
            _ = Glibc.close(side)
        }
        guard ftruncate(file, end) == 0 else { throw .system(call: "ftruncate", path: path, code: errno) }
        try sync()
    }

    /// Whether most of a large log is of no more use.
    var isMostlySettled: Bool { end > Self.compactAbove && pendingBytes < end / 4 }

    /// Writes the log anew with what is pending, and returns where that now stands.
    ///
    /// Blocks for the disk. The new file takes the old one's name only when it is whole and on disk.
    mutating func compact(keeping places: [UInt64: Place]) throws(DiskOutboxError) -> [UInt64: Place] {
        let newPath = "\(path).new"
        let newFile = Glibc.open(newPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard newFile >= 0 else { throw .system(call: "open", path: newPath, code: errno) }
        var new = OutboxLog(path: path, file: newFile, end: 0)
        var moved: [UInt64: Place] = [:]
        do throws(DiskOutboxError) {
            try new.writeAtEnd(Self.header)
            for (number, place) in places.sorted(by: { $0.key < $1.key }) {
                moved[number] = Place(offset: new.end, length: place.length)
                try new.writeAtEnd(try readBytes(at: place.offset, count: place.length))
            }
            try new.sync()
            guard rename(newPath, path) == 0 else { throw .system(call: "rename", path: newPath, code: errno) }
        } catch {
            new.close()
            throw error
        }
        try new.syncDirectory()
        new.pendingBytes = pendingBytes
        close()
        self = new
        return moved
    }

    /// Writes messages under consecutive numbers; they are on disk after ``sync()``.
    mutating func write(_ messages: [OutgoingMessage], from number: UInt64) throws(DiskOutboxError) -> [Place] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(messages.reduce(0) { $0 + $1.bytes.count + 64 })
        var places: [Place] = []
        for (index, message) in messages.enumerated() {
            let start = bytes.count
            Self.record(number + UInt64(index), message, into: &bytes)
            places.append(Place(offset: end + start, length: bytes.count - start))
        }
        try writeAtEnd(bytes)
        pendingBytes += bytes.count
        return places
    }

    /// Notes that a message is done with; does not wait for the disk.
    mutating func settle(_ number: UInt64, at place: Place, isLast: Bool) throws(DiskOutboxError) {
        pendingBytes -= place.length
        guard !isLast else {
            // Nothing is pending: begin anew. Lost in a crash, this only means that messages are sent again.
            guard ftruncate(file, Self.header.count) == 0 else {
                throw .system(call: "ftruncate", path: path, code: errno)
            }
            end = Self.header.count
            return
        }
        var bytes: [UInt8] = []
        Self.record([Self.settled] + Self.littleEndian(number), into: &bytes)
        try writeAtEnd(bytes)
    }

    /// Reads a message back.
    func read(_ place: Place) throws(DiskOutboxError) -> OutgoingMessage {
        let body = try readBytes(at: place.offset + Self.recordHead, count: place.length - Self.recordHead)
        let kindEnd = 10 + Int(body[9])
        guard body.count >= kindEnd, let kind = Kind(rawValue: String(decoding: body[10..<kindEnd], as: UTF8.self))
        else {
            throw .notAnOutbox(path: path)
        }
        return OutgoingMessage(kind: kind, bytes: Array(body[kindEnd...]))
    }

    private static func record(_ number: UInt64, _ message: OutgoingMessage, into bytes: inout [UInt8]) {
        var body: [UInt8] = []
        body.reserveCapacity(message.bytes.count + 64)
        body.append(Self.message)
        body.append(contentsOf: littleEndian(number))
        body.append(UInt8(message.kind.rawValue.utf8.count))
        body.append(contentsOf: message.kind.rawValue.utf8)
        body.append(contentsOf: message.bytes)
        record(body, into: &bytes)
    }

    private static func record(_ body: [UInt8], into bytes: inout [UInt8]) {
        bytes.append(contentsOf: littleEndian(UInt32(body.count)))
        bytes.append(contentsOf: sum(body))
        bytes.append(contentsOf: body)
    }

    private static func sum(_ body: [UInt8]) -> ArraySlice<UInt8> { SHA256.hash(body).bytes.prefix(8) }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private mutating func writeAtEnd(_ bytes: [UInt8]) throws(DiskOutboxError) {
        do throws(DiskOutboxError) {
            try writeBytes(bytes, at: end)
        } catch {
            // A full disk leaves a part behind, which the next record must not stand after.
            _ = ftruncate(file, end)
            throw error
        }
        end += bytes.count
    }

    private func writeBytes(_ bytes: [UInt8], at offset: Int) throws(DiskOutboxError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(file, $0.baseAddress?.advanced(by: written), bytes.count - written, offset + written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(call: "write", path: path, code: errno) }
            written += count
        }
    }

    private func readBytes(at offset: Int, count: Int) throws(DiskOutboxError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress?.advanced(by: done), count - done, offset + done)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw .system(call: "read", path: path, code: got == 0 ? EIO : errno) }
            done += got
        }
        return bytes
    }

    /// Returns once everything that was written is on disk.
    func sync() throws(DiskOutboxError) {
        guard fdatasync(file) == 0 else { throw .notDurable(path: path, code: errno) }
    }

    /// A new file is only there after a crash when its directory is on disk too.
    private func syncDirectory() throws(DiskOutboxError) {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let handle = Glibc.open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw .system(call: "open", path: directory, code: errno) }
        defer { _ = Glibc.close(handle) }
        guard fsync(handle) == 0 else { throw .notDurable(path: directory, code: errno) }
    }
}
