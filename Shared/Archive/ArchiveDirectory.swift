/// Reads and checks the directory of an archive.
struct ArchiveDirectory {
    /// More than any export has; bounds the memory that a directory takes.
    static let maximumSize: UInt64 = 64 << 20

    private let file: ArchiveFile
    private let size: UInt64

    init(_ file: ArchiveFile) throws(ArchiveError) {
        self.file = file
        size = try file.size()
    }

    func entries() throws(ArchiveError) -> [ArchiveEntry] {
        let end = try end()
        guard end.size <= Self.maximumSize else { throw .unsupported("a directory of \(end.size) bytes") }
        var reader = LittleEndianReader(try file.read(Int(end.size), at: end.offset))
        var entries: [ArchiveEntry] = []
        var names: Set<String> = []
        // Where the entry must begin, so that there is nothing between it and the one before.
        var place: UInt64 = 0
        for _ in 0..<end.count {
            let entry = try entry(&reader, at: place, before: end.offset)
            guard names.insert(entry.name).inserted else { throw .damaged("two entries have the name \(entry.name)") }
            place = entry.content + entry.size
            entries.append(entry)
        }
        guard reader.isAtEnd else { throw .damaged("the directory has more than its entries") }
        guard place == end.offset else { throw .damaged("there are bytes between the entries and the directory") }
        return entries
    }

    // MARK: The end

    /// Where the directory stands and how many entries it has.
    private func end() throws(ArchiveError) -> (offset: UInt64, size: UInt64, count: UInt64) {
        guard size >= UInt64(ZIP.endSize) else { throw .damaged("it is too short") }
        let place = size - UInt64(ZIP.endSize)
        var reader = LittleEndianReader(try file.read(ZIP.endSize, at: place))
        guard try reader.number(UInt32.self) == ZIP.end else { throw .damaged("it does not end as an archive ends") }
        let disks = (try reader.number(UInt16.self), try reader.number(UInt16.self))
        let counts = (try reader.number(UInt16.self), try reader.number(UInt16.self))
        let directory = (try reader.number(UInt32.self), try reader.number(UInt32.self))
        guard disks == (0, 0), counts.0 == counts.1 else { throw .unsupported("an archive of several parts") }
        guard try reader.number(UInt16.self) == 0 else { throw .damaged("the end says that there is a comment") }
        if counts.0 == .max || directory.0 == .max || directory.1 == .max {
            return try end64(before: place)
        }
        let found = (offset: UInt64(directory.1), size: UInt64(directory.0), count: UInt64(counts.0))
        guard found.offset + found.size == place else { throw .damaged("the directory is not where the end says") }
        return found
    }

    private func end64(before place: UInt64) throws(ArchiveError) -> (offset: UInt64, size: UInt64, count: UInt64) {
        let both = UInt64(ZIP.locatorSize + ZIP.end64Size)
        guard place >= both else { throw .damaged("it has no zip64 end") }
        let begin = place - both
        var reader = LittleEndianReader(try file.read(Int(both), at: begin))
        guard try reader.number(UInt32.self) == ZIP.end64, try reader.number(UInt64.self) == UInt64(ZIP.end64Size - 12)
        else { throw .damaged("its zip64 end is not where it should be") }
        try reader.skip(4)
        guard try reader.number(UInt64.self) == 0 else { throw .unsupported("an archive of several parts") }
        let count = try reader.number(UInt64.self)
        guard try reader.number(UInt64.self) == count else { throw .unsupported("an archive of several parts") }
        let (directorySize, offset) = (try reader.number(UInt64.self), try reader.number(UInt64.self))
        guard try reader.number(UInt32.self) == ZIP.locator64, try reader.number(UInt32.self) == 0,
            try reader.number(UInt64.self) == begin, try reader.number(UInt32.self) == 1
        else { throw .damaged("its zip64 locator points elsewhere") }
        let (sum, overflow) = offset.addingReportingOverflow(directorySize)
        guard !overflow, sum == begin else { throw .damaged("the directory is not where the end says") }
        return (offset, directorySize, count)
    }

    // MARK: Entries

    private func entry(
        _ reader: inout LittleEndianReader,
        at place: UInt64,
        before end: UInt64
    ) throws(ArchiveError) -> ArchiveEntry {
        guard try reader.number(UInt32.self) == ZIP.centralHeader else { throw .damaged("the directory is broken") }
        try reader.skip(2)
        var fields = try EntryFields(&reader)
        let lengths = (try reader.number(UInt16.self), try reader.number(UInt16.self), try reader.number(UInt16.self))
        guard try reader.number(UInt16.self) == 0 else { throw .unsupported("an archive of several parts") }
        try reader.skip(6)
        var header = UInt64(try reader.number(UInt32.self))
        let name = try Self.name(try reader.bytes(Int(lengths.0)))
        try fields.extend(&header, with: try reader.bytes(Int(lengths.1)))
        guard lengths.2 == 0 else { throw .damaged("\(name) has a comment") }
        try fields.check(name)
        guard header == place else { throw .damaged("\(name) does not follow the entry before it") }
        let content = try checkLocalHeader(of: name, fields, at: header, before: end)
        guard end - content >= fields.size else { throw .damaged("\(name) is longer than the archive") }
        return ArchiveEntry(name: name, size: fields.size, checksum: fields.checksum, header: header, content: content)
    }

    /// Reads the header in front of the entry, which must say what the directory says; returns where the content begins.
    private func checkLocalHeader(
        of name: String,
        _ fields: EntryFields,
        at place: UInt64,
        before end: UInt64
    ) throws(ArchiveError) -> UInt64 {
        let fixed = UInt64(ZIP.localHeaderSize)
        guard place <= end, end - place >= fixed else { throw .damaged("\(name) is outside of the archive") }
        var reader = LittleEndianReader(try file.read(ZIP.localHeaderSize, at: place))
        guard try reader.number(UInt32.self) == ZIP.localHeader else { throw .damaged("\(name) has no header") }
        var local = try EntryFields(&reader)
        let lengths = (try reader.number(UInt16.self), try reader.number(UInt16.self))
        let rest = UInt64(lengths.0) + UInt64(lengths.1)
        guard end - place - fixed >= rest else { throw .damaged("\(name) is outside of the archive") }
        var tail = LittleEndianReader(try file.read(Int(rest), at: place + fixed))
        guard try Self.name(try tail.bytes(Int(lengths.0))) == name else {
            throw .damaged("\(name) has another name in front of its content")
        }
        var none: UInt64 = 0
        try local.extend(&none, with: try tail.bytes(Int(lengths.1)))
        guard local.agrees(with: fields) else { throw .damaged("the two headers of \(name) differ") }
        return place + fixed + rest
    }

    private static func name(_ bytes: ArraySlice<UInt8>) throws(ArchiveError) -> String {
        guard let name = String(validating: bytes, as: UTF8.self) else { throw .damaged("a name is not UTF-8") }
        guard ArchiveEntry.isAllowed(name) else { throw .name(name) }
        return name
    }
}
