#if canImport(Glibc)
    import Glibc
#endif

/// A string as CEL sees it: a run of code points, equal only when every one is; kept as UTF-8.
///
/// `String` compares by canonical equivalence, which CEL forbids, and its indices cost more than bytes do.
public struct Text: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The UTF-8.
    public let utf8: [UInt8]

    /// Makes a text of bytes that are valid UTF-8.
    public init(utf8: [UInt8]) { self.utf8 = utf8 }

    /// Makes a text of a string.
    public init(_ string: String) { utf8 = Array(string.utf8) }

    /// Makes a text of a literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// A copy as a string.
    public var description: String { String(decoding: utf8, as: UTF8.self) }
}

/// Bytes of a text wherever they live, for the time of one call.
typealias UTF8View = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    func isEqual(_ other: UTF8View) -> Bool {
        guard count == other.count else { return false }
        guard let a = baseAddress, let b = other.baseAddress, !isEmpty else { return true }
        return memcmp(a, b, count) == 0
    }

    /// Below, at or above zero as this sorts before, with or after `other`; UTF-8 sorts as its code points do.
    func compare(_ other: UTF8View) -> Int {
        if let a = baseAddress, let b = other.baseAddress {
            let order = memcmp(a, b, Swift.min(count, other.count))
            if order != 0 { return Int(order) }
        }
        return count - other.count
    }

    func starts(withBytes prefix: UTF8View) -> Bool {
        count >= prefix.count && UTF8View(rebasing: self[..<prefix.count]).isEqual(prefix)
    }

    func ends(withBytes suffix: UTF8View) -> Bool {
        count >= suffix.count && UTF8View(rebasing: self[(count - suffix.count)...]).isEqual(suffix)
    }

    /// The offset of the first occurrence of `needle` at or after `start`.
    ///
    /// In the worst case each place costs the needle's length; callers charge for that by ``searchCost(_:)``.
    func firstOffset(of needle: UTF8View, from start: Int = 0) -> Int? {
        guard start + needle.count <= count else { return nil }
        guard let base = baseAddress, let wanted = needle.baseAddress, !needle.isEmpty else { return start }
        let last = count - needle.count
        var at = start
        while at <= last, let found = memchr(base + at, Int32(wanted[0]), last - at + 1) {
            at = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(base + at, wanted, needle.count) == 0 { return at }
            at += 1
        }
        return nil
    }

    /// What looking for a text of `needle` bytes may cost at worst, in units of 16 bytes.
    static func searchCost(_ count: Int, _ needle: Int) -> Int { 1 + count >> 4 + (count >> 4) * (needle >> 4) }

    /// The number of code points.
    var codePoints: Int {
        var result = 0
        for byte in self where byte & 0xC0 != 0x80 { result += 1 }
        return result
    }
}
