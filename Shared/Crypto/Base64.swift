/// Writes and reads base64 (RFC 4648), strictly: one text for one byte string.
public enum Base64: Sendable {
    /// Names the two alphabets of RFC 4648.
    public enum Alphabet: Sendable {
        /// Section 4: `+` and `/`, padded with `=`.
        case standard
        /// Section 5: `-` and `_`, without padding, as tokens and file names want it.
        case url

        fileprivate var characters: [UInt8] {
            switch self {
            case .standard: Base64.standardCharacters
            case .url: Base64.urlCharacters
            }
        }

        fileprivate var values: [UInt8] {
            switch self {
            case .standard: Base64.standardValues
            case .url: Base64.urlValues
            }
        }
    }

    private static let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let standardCharacters = common + Array("+/".utf8)
    private static let urlCharacters = common + Array("-_".utf8)
    private static let standardValues = values(of: standardCharacters)
    private static let urlValues = values(of: urlCharacters)
    private static let invalid: UInt8 = 255

    private static func values(of characters: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, character) in characters.enumerated() {
            values[Int(character)] = UInt8(value)
        }
        return values
    }

    /// Returns `bytes` as base64; `standard` is padded, `url` is not.
    public static func encode(_ bytes: some Collection<UInt8>, alphabet: Alphabet = .standard) -> String {
        // Other modules get the generic function as it is, which is slow byte by byte.
        if let text = bytes.withContiguousStorageIfAvailable({ encode($0, alphabet) }) { return text }
        return Array(bytes).withUnsafeBufferPointer { encode($0, alphabet) }
    }

    private static func encode(_ bytes: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet) -> String {
        let characters = alphabet.characters
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        let rest = bytes.count % 3
        let whole = bytes.count - rest
        for start in stride(from: 0, to: whole, by: 3) {
            let bits = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
            output.append(characters[bits >> 18])
            output.append(characters[bits >> 12 & 63])
            output.append(characters[bits >> 6 & 63])
            output.append(characters[bits & 63])
        }
        if rest > 0 {
            let bits = Int(bytes[whole]) << 16 | (rest == 2 ? Int(bytes[whole + 1]) << 8 : 0)
            output.append(characters[bits >> 18])
            output.append(characters[bits >> 12 & 63])
            if rest == 2 { output.append(characters[bits >> 6 & 63]) }
        }
        while case .standard = alphabet, !output.count.isMultiple(of: 4) {
            output.append(UInt8(ascii: "="))
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Returns the bytes that `text` stands for; nil for a wrong character, wrong padding or stray bits at the end.
    ///
    /// `standard` demands its padding, `url` refuses any.
    public static func decode(_ text: String, alphabet: Alphabet = .standard) -> [UInt8]? {
        var characters = Array(text.utf8)
        if case .standard = alphabet {
            guard characters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") {
                characters.removeLast()
            }
        }
        guard characters.count % 4 != 1 else { return nil }
        return decode(characters, values: alphabet.values)
    }

    private static func decode(_ characters: [UInt8], values: [UInt8]) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(characters.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for character in characters {
            let value = values[Int(character)]
            guard value != invalid else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        let stray = bits & (1 << UInt32(count) - 1)
        return stray == 0 ? output : nil
    }
}
