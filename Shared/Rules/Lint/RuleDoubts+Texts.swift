import Messages
import YAML

extension RuleDoubts {
    /// Bounds a text in characters, by where it is shown: a title is a line of a terminal or mail, the others a paragraph.
    private static let bounds: [(key: String, en: Int, ja: Int)] = [
        ("title", 120, 90), ("risk", 500, 300), ("remedy", 500, 300),
    ]

    /// Customers read either language; a text that was copied is no translation.
    func reportTexts() {
        for bound in Self.bounds {
            guard let node = source.node[bound.key] else { continue }
            reportLanguages(of: node, bound.key)
            for (language, limit) in [("en", bound.en), ("ja", bound.ja)] {
                guard let text = node[language]?.string, let place = node[language] else { continue }
                if text.count > limit {
                    warn(.long, "the \(bound.key) has \(text.count) characters; \(limit) are read with ease", at: place)
                }
                if bound.key == "title", text.contains(where: \.isNewline) {
                    warn(.long, "a title is one line", at: place)
                }
            }
        }
    }

    private func reportLanguages(of node: YAMLNode, _ key: String) {
        guard let en = node["en"], let ja = node["ja"], let english = en.string, let japanese = ja.string else {
            return
        }
        if english == japanese {
            return warn(.untranslated, "the \(key) is the same in both languages", at: ja)
        }
        if !Script.hasJapanese(japanese) {
            warn(.untranslated, "the Japanese \(key) has no Japanese character", at: ja)
        }
        if Script.isMostlyJapanese(english) {
            warn(.untranslated, "the English \(key) is in Japanese", at: en)
        }
    }
}

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
