/// Names the logs of a store: schema-less URLs under a base that its operator chooses.
///
/// Source: c2sp.org/tlog-checkpoint, Note text: neither spaces nor plus.
public enum LogOrigin: Sendable {
    /// Tells whether `base` can name a store: not empty, no spaces, no plus, no control characters, no slash at its end.
    public static func isValid(_ base: String) -> Bool {
        KeyName.isValid(base) && base.utf8.last != UInt8(ascii: "/")
    }

    /// Returns the origin of the store log.
    public static func store(_ base: String) -> String { base + "/store" }

    /// Returns the origin of a tenant's log; the operators' log, whose tenant has no name, is `/operators`.
    ///
    /// Letters, digits, `-`, `_`, `.` and `~` of ASCII stay; every other byte of the name's UTF-8 becomes `%` and two upper-case
    /// hexadecimal digits, and so do the names `.` and `..`, which are no names of folders. No two names have one origin.
    public static func tenant(_ tenant: String, of base: String) -> String {
        tenant.isEmpty ? base + "/operators" : base + "/tenant/" + escaped(tenant)
    }

    /// Returns the tenant of an origin that ``tenant(_:of:)`` made; nil for any other.
    public static func tenant(in origin: String, of base: String) -> String? {
        if origin.utf8.elementsEqual((base + "/operators").utf8) { return "" }
        let prefix = Array((base + "/tenant/").utf8)
        guard origin.utf8.starts(with: prefix) else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(origin.utf8.dropFirst(prefix.count))[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let name = String(validating: bytes, as: UTF8.self), !name.isEmpty,
            Self.tenant(name, of: base).utf8.elementsEqual(origin.utf8)
        else { return nil }
        return name
    }

    private static func escaped(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let isDots = name == "." || name == ".."
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: ".") where !isDots:
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
