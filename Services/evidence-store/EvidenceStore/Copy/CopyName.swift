/// The names of the objects in a copy.
enum CopyName {
    /// The folder of all segments.
    static let segments = "segments/"
    /// The largest number of a segment: twelve digits.
    static let maximumSegment: UInt64 = 999_999_999_999

    /// The name of a segment: a thousand in each folder, in the order of their numbers.
    static func segment(_ number: UInt64) -> String {
        let digits = String(number)
        let padded = Array(String(repeating: "0", count: max(0, 12 - digits.count)) + digits)
        let groups = stride(from: 0, to: padded.count, by: 3).map { String(padded[$0..<min($0 + 3, padded.count)]) }
        return segments + groups.joined(separator: "/") + ".segment"
    }

    /// The folder of a tenant's log, for tools that read tlog-tiles; the operators' log is `operators`.
    static func log(tenant: String) -> String {
        tenant.isEmpty ? "logs/operators/" : "logs/tenant/\(escaped(tenant))/"
    }

    /// The folder of the store log.
    static let storeLog = "logs/store/"

    /// A text as one part of a name: lower-case letters, digits and `-` stay, every other byte is `%` and two digits.
    ///
    /// Capitals are escaped because some file systems take `A` for `a`.
    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }

    /// Whether a target may be asked for the name: no part is empty, `.` or `..`, and nothing in it needs explaining.
    static func isValid(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return name.utf8.count <= 900
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.count <= 250 && part.first != "."
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                            UInt8(ascii: "%"), UInt8(ascii: "_"):
                            true
                        default: false
                        }
                    }
            }
    }
}
