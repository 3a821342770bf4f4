import Messages

/// Gives the words of one language; each language is a type without values.
protocol Wording: Sendable {
    static func subject(_ story: Story) -> String
    static func salutation(_ story: Story) -> String
    /// Why this is written and what is asked of the reader, one paragraph each.
    static func opening(_ story: Story) -> [String]
    static func closing(_ story: Story) -> [String]
    static func omitted(_ count: Int) -> String

    static var summaryTitle: String { get }
    static var resourceTitle: String { get }
    static var changeTitle: String { get }
    static func title(of item: StoryItem, number: Int?) -> String

    static func rows(of summary: AlertSummary) -> [Letter.Row]
    static func rows(of resource: StoryResource) -> [Letter.Row]
    static func rows(of change: AlertChange, _ story: Story) -> [Letter.Row]
    static func rows(of item: StoryItem, _ story: Story) -> [Letter.Row]
}

extension Language {
    var wording: any Wording.Type {
        switch self {
        case .ja: Japanese.self
        case .en: English.self
        }
    }
}
