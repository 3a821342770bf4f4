import Diagnostics
import YAML

/// Finds in texts for customers what keeps them from being read: length, words, languages.
struct TextDoubts {
    /// Bounds a text in characters, by where it is shown: a title is a line of a terminal or mail, the others a paragraph.
    struct Bound {
        let key: String
        let en: Int
        let ja: Int
    }

    static let ofRules = [
        Bound(key: "title", en: 120, ja: 90), Bound(key: "risk", en: 500, ja: 300),
        Bound(key: "remedy", en: 500, ja: 300),
    ]
    static let ofIntents = [
        Bound(key: "title", en: 120, ja: 70), Bound(key: "consequence", en: 240, ja: 140),
        Bound(key: "badPractice", en: 500, ja: 300),
    ]

    let sink: DiagnosticSink
    /// The kinds of doubt that the author has looked at.
    var allowed: Set<Doubt> = []

    func report(_ source: RuleSource) { report(source.node, Self.ofRules) }

    func report(_ source: IntentSource) { report(source.node, Self.ofIntents) }

    private func report(_ owner: YAMLNode, _ bounds: [Bound]) {
        for bound in bounds {
            guard let node = owner[bound.key] else { continue }
            reportLanguages(of: node, bound.key)
            for (language, limit) in [("en", bound.en), ("ja", bound.ja)] {
                guard let text = node[language]?.string, let place = node[language] else { continue }
                if text.count > limit {
                    warn(.long, "the \(bound.key) has \(text.count) characters; \(limit) are read with ease", at: place)
                }
                if bound.key == "title", text.contains(where: \.isNewline) {
                    warn(.long, "a title is one line", at: place)
                }
                for word in Jargon.words(in: text, of: language) {
                    warn(.jargon, "\"\(word.word)\" is a specialist's word", at: place, hint: "write \(word.plainer)")
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

    private func warn(_ doubt: Doubt, _ message: String, at node: YAMLNode, hint: String? = nil) {
        guard !allowed.contains(doubt) else { return }
        var diagnostic = node.diagnostic(.warning, message, hint: hint)
        diagnostic.code = doubt.rawValue
        sink.append(diagnostic)
    }
}
