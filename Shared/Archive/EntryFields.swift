/// What both headers of an entry say.
struct EntryFields {
    private var flags: UInt16
    private var method: UInt16
    private(set) var checksum: UInt32
    private var stored: UInt64
    private(set) var size: UInt64

    /// Reads from the version that is needed up to the sizes.
    init(_ reader: inout LittleEndianReader) throws(ArchiveError) {
        try reader.skip(2)
        flags = try reader.number(UInt16.self)
        method = try reader.number(UInt16.self)
        try reader.skip(4)
        checksum = try reader.number(UInt32.self)
        stored = UInt64(try reader.number(UInt32.self))
        size = UInt64(try reader.number(UInt32.self))
    }

    /// Takes from the extra fields what did not fit 32 bits: sizes, then the place of the header (APPNOTE 4.5.3).
    mutating func extend(_ header: inout UInt64, with extra: ArraySlice<UInt8>) throws(ArchiveError) {
        var reader = LittleEndianReader(extra)
        var isRead = false
        while !reader.isAtEnd {
            let id = try reader.number(UInt16.self)
            var field = LittleEndianReader(try reader.bytes(Int(try reader.number(UInt16.self))))
            guard id == ZIP.extra64 else { continue }
            guard !isRead else { throw .damaged("an entry has two zip64 fields") }
            isRead = true
            if size != UInt32.max, stored != UInt32.max, header != UInt32.max {
                // Python says the sizes here too where it did not know them before (APPNOTE 4.5.3 would have it otherwise).
                guard try field.number(UInt64.self) == size, try field.number(UInt64.self) == stored else {
                    throw .damaged("an entry has two sizes")
                }
            }
            if size == UInt32.max { size = try field.number(UInt64.self) }
            if stored == UInt32.max { stored = try field.number(UInt64.self) }
            if header == UInt32.max { header = try field.number(UInt64.self) }
            guard field.isAtEnd else { throw .damaged("a zip64 field is too long") }
        }
    }

    /// Refuses what is not read here.
    func check(_ name: String) throws(ArchiveError) {
        guard flags & 1 == 0 else { throw .unsupported("\(name) is encrypted by ZIP") }
        guard method == ZIP.stored else { throw .unsupported("\(name) is compressed") }
        guard flags & ~ZIP.utf8 == 0 else { throw .unsupported("\(name) has flags \(flags)") }
        guard stored == size else { throw .damaged("\(name) is stored and has two sizes") }
    }

    func agrees(with other: EntryFields) -> Bool {
        flags == other.flags && method == other.method && checksum == other.checksum && stored == other.stored
            && size == other.size
    }
}
