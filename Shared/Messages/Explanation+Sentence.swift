import JSON

extension Explanation {
    /// Says what was found, in a sentence for people: `ingress[2].cidr is 0.0.0.0/0`.
    ///
    /// A place without a value is absent. `config.` goes without saying. Nil where there is neither place nor expression.
    public func sentence(in language: Language) -> String? {
        guard let path else { return expression.map { Self.unmet($0, language) } }
        let place = path.hasPrefix("config.") ? String(path.dropFirst("config.".count)) : path
        guard let value else {
            return switch language {
            case .en: "\(place) is absent"
            case .ja: "\(place) がありません"
            }
        }
        if let word = Self.word(for: value, language) {
            return language == .en ? "\(place) is \(word)" : "\(place) は\(word)です"
        }
        let shown = Self.unquoted(value)
        return language == .en ? "\(place) is \(shown)" : "\(place) は \(shown) です"
    }

    private static func unmet(_ expression: String, _ language: Language) -> String {
        switch language {
        case .en: "this does not hold: \(expression)"
        case .ja: "次の条件を満たしていません: \(expression)"
        }
    }

    /// What is empty, in a word, because nobody sees it.
    private static func word(for value: String, _ language: Language) -> String? {
        switch (value, language) {
        case ("\"\"", .en), ("[]", .en), ("{}", .en): "empty"
        case ("\"\"", .ja), ("[]", .ja), ("{}", .ja): "空"
        case ("null", .en): "not set"
        case ("null", .ja): "未設定"
        default: nil
        }
    }

    private static func unquoted(_ value: String) -> String {
        guard value.utf8.first == UInt8(ascii: "\""), let text = try? JSONDocument(value).root.string else {
            return value
        }
        return text
    }
}
