/// Writes bytes as text that survives source code and configuration files: four bytes as five characters.
///
/// Source: RFC 32/Z85 of ZeroMQ (rfc.zeromq.org).
public enum Z85: Sendable {
    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8
    )
    private static let values: [UInt8: UInt64] = Dictionary(
        uniqueKeysWithValues: zip(alphabet, 0..<85)
    )

    /// The text of `bytes`; `nil` when their number is not a multiple of four.
    public static func encode(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        var text: [UInt8] = []
        var value: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            value = value << 8 | UInt32(byte)
            guard index % 4 == 3 else { continue }
            for divisor: UInt32 in [52_200_625, 614_125, 7_225, 85, 1] {
                text.append(alphabet[Int(value / divisor % 85)])
            }
            value = 0
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of `text`; `nil` when it is not Z85.
    public static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count.isMultiple(of: 5) else { return nil }
        var bytes: [UInt8] = []
        var value: UInt64 = 0
        for (index, character) in text.utf8.enumerated() {
            guard let digit = values[character] else { return nil }
            value = value * 85 + digit
            guard index % 5 == 4 else { continue }
            guard let word = UInt32(exactly: value) else { return nil }
            bytes.append(contentsOf: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) })
            value = 0
        }
        return bytes
    }
}
