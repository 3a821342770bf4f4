import Glibc

/// Writes a ZIP archive of stored entries to a file, piece by piece.
///
/// Nothing is compressed, so that the bytes of each entry stand in the archive as they are and anybody's tool reads them. Sizes and
/// checksums are in front of each entry, without data descriptors. Above 4 GiB or 65,535 entries it writes zip64. The archive is made beside
/// its place and moved there when it is whole: a half-made one is never taken for an archive. Source: APPNOTE 6.3.10.
public final class ArchiveWriter {
    private let file: ArchiveFile
    private let path: String
    private var offset: UInt64 = 0
    private var entries: [ArchiveEntry] = []
    private var names: Set<String> = []
    private var open: (name: String, isLarge: Bool, header: UInt64, content: UInt64, checksum: CRC32)?
    private var isFinished = false
    private let time: (UInt16, UInt16)
    /// From this on a number goes to zip64's fields; lower in tests.
    private let limit: UInt64

    /// Begins an archive that will stand at `path`, whose entries bear a time in seconds since 1970.
    /// - Throws: ``ArchiveError`` where no file can be made there.
    public convenience init(path: String, time: Int64) throws(ArchiveError) {
        try self.init(path: path, time: time, limit: 0xFFFF_FFFF)
    }

    init(path: String, time: Int64, limit: UInt64) throws(ArchiveError) {
        self.path = path
        self.limit = limit
        self.time = DOSTime.fields(time)
        file = try ArchiveFile(writing: path + ".part")
    }

    deinit { if !isFinished { unlink(file.path) } }

    /// Adds an entry in one call.
    public func add(_ name: String, _ content: [UInt8]) throws(ArchiveError) {
        try begin(name)
        try write(content)
        try end()
    }

    /// Begins an entry; an entry that may pass 4 GiB must say so, since room is kept in its header.
    public func begin(_ name: String, isLarge: Bool = false) throws(ArchiveError) {
        guard open == nil, ArchiveEntry.isAllowed(name), names.insert(name).inserted else { throw .name(name) }
        let header = offset
        offset += UInt64(ZIP.localHeaderSize + name.utf8.count + (isLarge ? 20 : 0))
        open = (name, isLarge, header, offset, CRC32())
    }

    /// Adds to the entry that was begun.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard open != nil else { throw .missing("entry that was begun") }
        try file.write(bytes, at: offset)
        open?.checksum.update(bytes)
        offset += UInt64(bytes.count)
    }

    /// Adds to the entry that was begun.
    public func write(_ bytes: [UInt8]) throws(ArchiveError) {
        try bytes.withUnsafeBufferPointer { bytes throws(ArchiveError) in try write(UnsafeRawBufferPointer(bytes)) }
    }

    /// Ends the entry that was begun.
    public func end() throws(ArchiveError) {
        guard let done = open else { throw .missing("entry that was begun") }
        open = nil
        let entry = ArchiveEntry(
            name: done.name,
            size: offset - done.content,
            checksum: done.checksum.value,
            header: done.header,
            content: done.content
        )
        if entry.size >= limit, !done.isLarge { throw .tooLarge(entry.name, limit: limit - 1) }
        try write(localHeader(of: entry, isLarge: done.isLarge), at: entry.header)
        entries.append(entry)
    }

    /// Writes the directory and puts the archive in its place, durably.
    public func finish() throws(ArchiveError) {
        guard open == nil, !isFinished else { throw .missing("end of the entry that was begun") }
        let directory = offset
        for entry in entries { try append(centralHeader(of: entry)) }
        try append(endRecords(directory: directory))
        try file.synchronise()
        guard rename(file.path, path) == 0 else { throw ArchiveFile.failure("rename", path) }
        isFinished = true
    }

    private func append(_ bytes: [UInt8]) throws(ArchiveError) {
        try write(bytes, at: offset)
        offset += UInt64(bytes.count)
    }

    private func write(_ bytes: [UInt8], at place: UInt64) throws(ArchiveError) {
        try bytes.withUnsafeBufferPointer { bytes throws(ArchiveError) in
            try file.write(UnsafeRawBufferPointer(bytes), at: place)
        }
    }
}

extension ArchiveWriter {
    private func localHeader(of entry: ArchiveEntry, isLarge: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(ZIP.localHeader)
        appendCommon(of: entry, isLarge: isLarge, to: &bytes)
        bytes.append(UInt16(isLarge ? 20 : 0))
        bytes += entry.name.utf8
        if isLarge {
            bytes.append(ZIP.extra64)
            bytes.append(16 as UInt16)
            bytes.append(entry.size)
            bytes.append(entry.size)
        }
        return bytes
    }

    /// What both headers have in the same order: version needed, flags, method, time, date, CRC, sizes, length of the name.
    private func appendCommon(of entry: ArchiveEntry, isLarge: Bool, to bytes: inout [UInt8]) {
        bytes.append(UInt16(isLarge ? 45 : 20))
        bytes.append(ZIP.utf8)
        bytes.append(ZIP.stored)
        bytes.append(time.0)
        bytes.append(time.1)
        bytes.append(entry.checksum)
        let size = isLarge ? UInt32.max : UInt32(truncatingIfNeeded: entry.size)
        bytes.append(size)
        bytes.append(size)
        bytes.append(UInt16(truncatingIfNeeded: entry.name.utf8.count))
    }

    private func centralHeader(of entry: ArchiveEntry) -> [UInt8] {
        let (isLarge, isFar) = (entry.size >= limit, entry.header >= limit)
        var extra: [UInt8] = []
        if isLarge || isFar {
            extra.append(ZIP.extra64)
            extra.append(UInt16((isLarge ? 16 : 0) + (isFar ? 8 : 0)))
            if isLarge {
                extra.append(entry.size)
                extra.append(entry.size)
            }
            if isFar { extra.append(entry.header) }
        }
        var bytes: [UInt8] = []
        bytes.append(ZIP.centralHeader)
        // Made by Unix, so that the permissions below count.
        bytes.append(3 << 8 | 45 as UInt16)
        appendCommon(of: entry, isLarge: isLarge, to: &bytes)
        bytes.append(UInt16(extra.count))
        for _ in 0..<3 { bytes.append(0 as UInt16) }
        bytes.append(0o100644 << 16 as UInt32)
        bytes.append(isFar ? UInt32.max : UInt32(truncatingIfNeeded: entry.header))
        return bytes + entry.name.utf8 + extra
    }

    private func endRecords(directory: UInt64) -> [UInt8] {
        let (count, size) = (UInt64(entries.count), offset - directory)
        let isLarge = count >= min(0xFFFF, limit) || size >= limit || directory >= limit
        var bytes: [UInt8] = []
        if isLarge {
            bytes.append(ZIP.end64)
            bytes.append(UInt64(ZIP.end64Size - 12))
            bytes.append(3 << 8 | 45 as UInt16)
            bytes.append(45 as UInt16)
            bytes.append(0 as UInt32)
            bytes.append(0 as UInt32)
            for number in [count, count, size, directory] { bytes.append(number) }
            bytes.append(ZIP.locator64)
            bytes.append(0 as UInt32)
            bytes.append(offset)
            bytes.append(1 as UInt32)
        }
        bytes.append(ZIP.end)
        bytes.append(0 as UInt16)
        bytes.append(0 as UInt16)
        for _ in 0..<2 { bytes.append(isLarge ? UInt16.max : UInt16(truncatingIfNeeded: count)) }
        bytes.append(isLarge ? UInt32.max : UInt32(truncatingIfNeeded: size))
        bytes.append(isLarge ? UInt32.max : UInt32(truncatingIfNeeded: directory))
        bytes.append(0 as UInt16)
        return bytes
    }
}

@available(*, unavailable)
extension ArchiveWriter: Sendable {}
