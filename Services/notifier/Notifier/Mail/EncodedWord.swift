import Crypto

/// Writes the value of a mail header that is free text.
///
/// Source: RFC 2047 (encoded words), RFC 5322 2.2.3 (folding).
enum EncodedWord {
    /// Returns `text` for a header of `name`: as it is when that is safe ASCII, else as UTF-8 base64 words, folded.
    ///
    /// Line breaks and control characters are gone first, so that no text can begin a header of its own.
    static func header(_ text: String, name: String) -> String {
        let text = Plain.line(text, limit: 400)
        let plain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
        if plain, name.utf8.count + 2 + text.utf8.count <= 76 { return text }
        return words(text).joined(separator: "\r\n ")
    }

    /// Splits between characters so that each word is at most 75 bytes and stands for whole characters.
    private static func words(_ text: String) -> [String] {
        // 75 less `=?UTF-8?B?` and `?=` leaves 63: 15 groups of base64, 45 bytes. Less again for the header's name.
        let limit = 39
        var words: [String] = []
        var chunk: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunk.count + bytes.count > limit {
                words.append(word(chunk))
                chunk = []
            }
            chunk += bytes
        }
        if !chunk.isEmpty || words.isEmpty { words.append(word(chunk)) }
        return words
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Base64.encode(bytes))?=" }
}
