/// One file of an archive.
public struct ArchiveEntry: Hashable, Sendable {
    /// The name, with slashes between folders.
    public let name: String
    /// The bytes of its content.
    public let size: UInt64
    /// The CRC-32 of its content.
    public let checksum: UInt32
    /// Where its local header begins.
    let header: UInt64
    /// Where its content begins.
    let content: UInt64

    /// Tells whether a name stays inside the folder that an archive is unpacked to, on any system.
    ///
    /// Relative, no `.` or `..`, no backslash, colon or control character, at most 255 bytes.
    static func isAllowed(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (1...255).contains(bytes.count) else { return false }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: ":") })
        else { return false }
        return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
        }
    }
}

/// The numbers of the ZIP format (APPNOTE 6.3.10) that are used here.
enum ZIP {
    static let localHeader: UInt32 = 0x0403_4B50
    static let centralHeader: UInt32 = 0x0201_4B50
    static let end: UInt32 = 0x0605_4B50
    static let end64: UInt32 = 0x0606_4B50
    static let locator64: UInt32 = 0x0706_4B50

    static let localHeaderSize = 30
    static let centralHeaderSize = 46
    static let endSize = 22
    static let end64Size = 56
    static let locatorSize = 20

    /// The extra field with the sizes and offsets that do not fit 32 bits.
    static let extra64: UInt16 = 1
    /// Stored, not compressed.
    static let stored: UInt16 = 0
    /// The names are UTF-8 (general purpose bit 11).
    static let utf8: UInt16 = 1 << 11
}
