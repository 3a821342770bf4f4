import Messages

/// Holds a story told in one language, in the parts that every written form shares: plain text and HTML say the same.
struct Letter: Sendable {
    /// A label and what stands beside it.
    struct Row: Sendable, Hashable {
        enum Style: Sendable { case prose, code }

        let label: String
        let value: String
        var style = Style.prose
    }

    /// One finding, or one group of facts.
    struct Section: Sendable {
        let title: String
        /// Its severity, which gives it a colour; nil for facts.
        var tone: Tone?
        let rows: [Row]
    }

    /// What colour a part has in HTML.
    enum Tone: String, Sendable {
        case critical, high, medium, low, resolved, neutral
    }

    let subject: String
    let language: Language
    let tone: Tone
    let salutation: String
    let opening: [String]
    let sections: [Section]
    let closing: [String]

    init(_ story: Story) {
        self.init(story, story.language.wording)
    }

    private init(_ story: Story, _ wording: any Wording.Type) {
        subject = wording.subject(story)
        language = story.language
        tone = Self.tone(story)
        salutation = wording.salutation(story)
        opening = wording.opening(story)
        var sections: [Section] = []
        if let summary = story.alert.content.summary {
            sections.append(Section(title: wording.summaryTitle, rows: wording.rows(of: summary)))
        }
        if let resource = story.resource {
            sections.append(Section(title: wording.resourceTitle, rows: wording.rows(of: resource)))
        }
        if let change = story.alert.content.change {
            sections.append(Section(title: wording.changeTitle, rows: wording.rows(of: change, story)))
        }
        for (index, item) in story.items.enumerated() {
            let number = story.items.count > 1 ? index + 1 : nil
            sections.append(
                Section(
                    title: wording.title(of: item, number: number),
                    tone: item.tone,
                    rows: wording.rows(of: item, story)
                )
            )
        }
        self.sections = sections
        let more = story.omitted > 0 ? [wording.omitted(story.omitted)] : []
        closing = more + wording.closing(story)
    }

    private static func tone(_ story: Story) -> Tone {
        switch story.template {
        case .resolved: .resolved
        case .test: .neutral
        case .summary where story.items.isEmpty: .neutral
        case .finding, .summary, .flapping: Tone(story.severity)
        }
    }
}

extension Letter.Tone {
    init(_ severity: Severity) {
        switch severity {
        case .critical: self = .critical
        case .high: self = .high
        case .medium: self = .medium
        case .low: self = .low
        }
    }
}

extension StoryItem {
    var tone: Letter.Tone { transition.status == .resolved ? .resolved : Letter.Tone(transition.severity) }
}
