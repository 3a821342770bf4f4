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
        let shown = Self.shown(value, language)
        return switch language {
        case .en: "\(place) is \(shown)"
        case .ja: "\(place) は \(shown) です"
        }
    }

    private static func unmet(_ expression: String, _ language: Language) -> String {
        switch language {
        case .en: "this does not hold: \(expression)"
        case .ja: "次の条件を満たしていません: \(expression)"
        }
    }

    /// A text without its quotes; what is empty in words, because nobody sees it.
    private static func shown(_ value: String, _ language: Language) -> String {
        switch (value, language) {
        case ("\"\"", .en), ("[]", .en), ("{}", .en): return "empty"
        case ("\"\"", .ja), ("[]", .ja), ("{}", .ja): return "空"
        case ("null", .en): return "not set"
        case ("null", .ja): return "未設定"
        default: break
        }
        guard value.utf8.first == UInt8(ascii: "\""), let text = try? JSONDocument(value).root.string else {
            return value
        }
        return text
    }
}
