/// Tells scripts apart.
enum Script {
    /// Whether there is any hiragana, katakana or kanji.
    static func hasJapanese(_ text: String) -> Bool { text.unicodeScalars.contains(where: isJapanese) }

    /// Whether more than half of the letters are Japanese; an English text may well cite a name.
    static func isMostlyJapanese(_ text: String) -> Bool {
        let letters = text.unicodeScalars.filter { $0.properties.isAlphabetic }
        return letters.count { isJapanese($0) } * 2 > letters.count
    }

    /// Source: Unicode, blocks Hiragana, Katakana, CJK Unified Ideographs with extension A, and Halfwidth Katakana.
    private static func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3041...0x309f, 0x30a0...0x30ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xff66...0xff9f: true
        default: false
        }
    }
}
