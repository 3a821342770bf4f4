import Messages

/// Tells a story in English.
enum English: Wording {
    static func subject(_ story: Story) -> String {
        switch story.template {
        case .test: return "[Test] Settei notification test (\(story.tenantName))"
        case .summary: return summarySubject(story)
        case .finding, .resolved, .flapping: break
        }
        guard let first = story.items.first else { return "[Notice] Settei settings monitoring (\(story.tenantName))" }
        let more = story.items.count + story.omitted - 1
        let others = more > 0 ? " and \(more) more" : ""
        return "[\(badge(first))] \(first.title)\(others) (\(first.resource.id))"
    }

    private static func summarySubject(_ story: Story) -> String {
        guard let summary = story.alert.content.summary else { return "" }
        let counts = Severity.allCases.reversed().compactMap { severity in
            summary.opened[severity.rawValue].flatMap { $0 > 0 ? "\($0) \(severity.rawValue)" : nil }
        }
        let found = counts.isEmpty ? "nothing new" : counts.joined(separator: ", ")
        return "[Report] \(occasion(summary.reason)): \(found) (\(story.tenantName))"
    }

    static func salutation(_ story: Story) -> String { "Dear \(story.tenantName) team," }

    static func opening(_ story: Story) -> [String] {
        switch story.template {
        case .test:
            [
                "This is a test of the way in which Settei reaches you.",
                "Nothing is wrong with your settings and there is nothing to do. If you can read this, the route works.",
            ]
        case .resolved:
            ["The problem below has been resolved. There is nothing more to do about it."]
        case .flapping:
            [
                "The setting below keeps failing and recovering within a short time.",
                "Please check whether an automatic process and manual changes are working against each other. "
                    + "Until it settles, we will not write about each change of it.",
            ]
        case .summary: [summaryPurpose(story)]
        case .finding:
            [
                "We found a setting in your cloud environment that puts it at risk. Please read the details below and act on them."
            ]
        }
    }

    private static func summaryPurpose(_ story: Story) -> String {
        let ask = story.items.isEmpty ? "" : " What needs your attention is listed below, the most severe first."
        return switch story.alert.content.summary?.reason {
        case .policy: "The rules have changed and your cloud environment was checked again. This is the result.\(ask)"
        case .periodic: "The periodic check of your cloud environment is complete. This is the result.\(ask)"
        case .import, nil: "The settings of your cloud environment were imported and checked. This is the result.\(ask)"
        }
    }

    static func closing(_ story: Story) -> [String] {
        [
            "If you have questions, please contact us and quote the reference below.",
            "Reference: \(story.alert.id)",
            "Issued: \(story.clock.text(story.alert.time, .en))",
            "This message was sent automatically; replies to it are not read.",
        ]
    }

    static func omitted(_ count: Int) -> String {
        count == 1 ? "There is one more finding." : "There are \(count) more findings."
    }

    static let summaryTitle = "Result"
    static let resourceTitle = "Resource"
    static let changeTitle = "Change"

    static func title(of item: StoryItem, number: Int?) -> String {
        (number.map { "\($0). " } ?? "") + "[\(badge(item))] \(item.title)"
    }

    static func rows(of summary: AlertSummary) -> [Letter.Row] {
        var rows = [
            Letter.Row(label: "Occasion", value: occasion(summary.reason)),
            Letter.Row(label: "Resources checked", value: String(summary.resources)),
        ]
        for severity in Severity.allCases.reversed() {
            rows.append(
                Letter.Row(label: "Found, \(severity.rawValue)", value: String(summary.opened[severity.rawValue] ?? 0))
            )
        }
        rows.append(Letter.Row(label: "Resolved", value: String(summary.resolved)))
        return rows
    }

    static func rows(of resource: StoryResource) -> [Letter.Row] {
        [
            Letter.Row(label: "Name", value: resource.id, style: .code),
            Letter.Row(label: "Type", value: resource.type, style: .code),
            Letter.Row(label: "Cloud", value: resource.provider),
            Letter.Row(label: "Account", value: resource.account, style: .code),
            Letter.Row(label: "Region", value: resource.region, style: .code),
        ]
    }

    static func rows(of change: AlertChange, _ story: Story) -> [Letter.Row] {
        var rows = [Letter.Row(label: "What", value: word(change.action))]
        if let actor = story.actor {
            let notes = [actor.kind, actor.isPrivileged ? "used special privileges" : nil].compactMap(\.self)
            let note = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
            rows.append(Letter.Row(label: "Changed by", value: actor.id + note, style: .code))
            if let address = actor.address { rows.append(Letter.Row(label: "From", value: address, style: .code)) }
        } else {
            rows.append(Letter.Row(label: "Changed by", value: "the cloud does not say"))
        }
        rows.append(Letter.Row(label: "When", value: story.clock.text(change.observedAt, .en)))
        return rows
    }

    static func rows(of item: StoryItem, _ story: Story) -> [Letter.Row] {
        var rows: [Letter.Row] = []
        let isResolved = item.transition.status == .resolved
        if isResolved {
            rows.append(Letter.Row(label: "Why it is resolved", value: word(item.transition.reason)))
        } else {
            if let risk = item.risk { rows.append(Letter.Row(label: "Why it is dangerous", value: risk)) }
            if let remedy = item.remedy { rows.append(Letter.Row(label: "What to do", value: remedy)) }
        }
        if story.resource == nil {
            let place = "\(item.resource.id) (\(item.resource.type), \(item.resource.account), \(item.resource.region))"
            rows.append(Letter.Row(label: "Resource", value: place, style: .code))
        }
        if let found = isResolved ? item.path : item.found(in: .en) {
            rows.append(Letter.Row(label: "Setting", value: found, style: .code))
        }
        if let expression = item.expression, !isResolved {
            rows.append(Letter.Row(label: "Must be true", value: expression, style: .code))
        }
        if let previous = item.transition.previousSeverity, previous != item.transition.severity {
            let value = "was \(previous.rawValue), is now \(item.transition.severity.rawValue)"
            rows.append(Letter.Row(label: "Severity", value: value))
        }
        rows.append(Letter.Row(label: "Found", value: story.clock.text(item.transition.since, .en)))
        rows.append(Letter.Row(label: "Category", value: item.category))
        rows.append(Letter.Row(label: "Rule", value: Plain.line(item.transition.rule, limit: 200), style: .code))
        if !item.controls.isEmpty, !isResolved {
            rows.append(Letter.Row(label: "Controls", value: item.controls.joined(separator: ", ")))
        }
        rows.append(Letter.Row(label: "Finding", value: Plain.line(item.transition.finding, limit: 64), style: .code))
        return rows
    }

    private static func badge(_ item: StoryItem) -> String {
        let severity = word(item.transition.severity)
        if item.transition.flapping == .started { return "\(severity), flapping" }
        return switch item.transition.transition {
        case .opened: severity
        case .reopened: "\(severity), again"
        case .updated: "\(severity), updated"
        case .resolved: "Resolved"
        }
    }

    private static func word(_ severity: Severity) -> String {
        switch severity {
        case .critical: "Critical"
        case .high: "High"
        case .medium: "Medium"
        case .low: "Low"
        }
    }

    private static func word(_ action: ChangeAction) -> String {
        switch action {
        case .create: "the resource was created"
        case .update: "its settings were changed"
        case .delete: "the resource was deleted"
        case .snapshot: "its settings were imported"
        }
    }

    private static func word(_ reason: ResolutionReason?) -> String {
        switch reason {
        case .pass, nil: "the setting was corrected"
        case .notApplicable: "after a change of settings the rule no longer applies"
        case .deleted: "the resource was deleted"
        case .retired: "the rule was retired (the setting itself may be unchanged)"
        }
    }

    private static func occasion(_ reason: AlertSummary.Reason) -> String {
        switch reason {
        case .import: "Settings imported"
        case .policy: "Check after a change of rules"
        case .periodic: "Periodic check"
        }
    }
}
