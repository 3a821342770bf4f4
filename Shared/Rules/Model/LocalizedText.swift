public import Messages

/// Holds one text in both languages that customers are told in.
public struct LocalizedText: Hashable, Codable, Sendable {
    /// The English text.
    public var en: String
    /// The Japanese text.
    public var ja: String

    /// Takes both texts.
    public init(en: String, ja: String) {
        self.en = en
        self.ja = ja
    }

    /// The text in `language`.
    public subscript(language: Language) -> String {
        switch language {
        case .en: en
        case .ja: ja
        }
    }
}
