import Messages

/// Tells a story in Japanese, as a provider writes to its customer.
enum Japanese: Wording {
    static func subject(_ story: Story) -> String {
        switch story.template {
        case .test: return "【テスト】設定監視サービス Settei 通知テスト(\(story.tenantName))"
        case .summary: return summarySubject(story)
        case .finding, .resolved, .flapping: break
        }
        guard let first = story.items.first else { return "【お知らせ】設定監視サービス Settei(\(story.tenantName))" }
        let more = story.items.count + story.omitted - 1
        let others = more > 0 ? " ほか\(more)件" : ""
        return "【\(badge(first))】\(first.title)\(others)(\(first.resource.id))"
    }

    private static func summarySubject(_ story: Story) -> String {
        guard let summary = story.alert.content.summary else { return "" }
        let counts = Severity.allCases.reversed().compactMap { severity in
            summary.opened[severity.rawValue].flatMap { $0 > 0 ? "\(word(severity)) \($0)件" : nil }
        }
        let found = counts.isEmpty ? "新たな検知なし" : counts.joined(separator: "、")
        return "【ご報告】\(occasion(summary.reason))の結果: \(found)(\(story.tenantName))"
    }

    static func salutation(_ story: Story) -> String { "\(story.tenantName) ご担当者様" }

    static func opening(_ story: Story) -> [String] {
        ["いつもお世話になっております。設定監視サービス Settei です。"] + purpose(story)
    }

    private static func purpose(_ story: Story) -> [String] {
        switch story.template {
        case .test:
            [
                "こちらは、お客様への通知経路を確認するためのテスト送信です。",
                "実際に設定の不備を検知したものではございませんので、ご対応は不要です。このメッセージが届いておりましたら、通知経路は正しく設定されております。",
            ]
        case .resolved:
            ["下記の設定の不備につきまして、解消を確認いたしましたのでお知らせいたします。この件に関する追加のご対応は不要です。"]
        case .flapping:
            [
                "下記の設定が、短い間に検知と解消を繰り返しております。",
                "自動化された処理と手作業の変更が競合していないか、ご確認をお願いいたします。状態が落ち着くまでの間、この件に関する個別のお知らせは控えさせていただきます。",
            ]
        case .summary: [summaryPurpose(story)]
        case .finding:
            ["お客様のクラウド環境で、セキュリティ上の対応が必要な設定を検知いたしました。下記の内容をご確認のうえ、ご対応くださいますようお願いいたします。"]
        }
    }

    private static func summaryPurpose(_ story: Story) -> String {
        let ask = story.items.isEmpty ? "" : "対応が必要な設定のうち、重大度の高いものから記載しておりますので、ご確認をお願いいたします。"
        return switch story.alert.content.summary?.reason {
        case .policy: "診断ルールの更新に伴い、お客様のクラウド環境を改めて診断いたしましたので、結果をまとめてご報告いたします。\(ask)"
        case .periodic: "お客様のクラウド環境の定期診断が完了いたしましたので、結果をまとめてご報告いたします。\(ask)"
        case .import, nil: "お客様のクラウド環境の設定を取り込み、診断が完了いたしましたので、結果をまとめてご報告いたします。\(ask)"
        }
    }

    static func closing(_ story: Story) -> [String] {
        [
            "ご不明な点がございましたら、下記のお問い合わせ番号を添えて、弊社担当者までご連絡ください。",
            "お問い合わせ番号: \(story.alert.id)",
            "発行日時: \(story.clock.text(story.alert.time, .ja))",
            "※ 本メッセージは自動で送信しております。ご返信いただいてもお答えできませんので、あらかじめご了承ください。",
        ]
    }

    static func omitted(_ count: Int) -> String { "このほかに\(count)件の検知がございます。" }

    static let summaryTitle = "診断結果の概要"
    static let resourceTitle = "対象リソース"
    static let changeTitle = "変更の内容"

    static func title(of item: StoryItem, number: Int?) -> String {
        (number.map { "\($0). " } ?? "") + "【\(badge(item))】\(item.title)"
    }

    static func rows(of summary: AlertSummary) -> [Letter.Row] {
        var rows = [
            Letter.Row(label: "診断の契機", value: occasion(summary.reason)),
            Letter.Row(label: "診断したリソース", value: "\(summary.resources)件"),
        ]
        for severity in Severity.allCases.reversed() {
            rows.append(Letter.Row(label: "検知(\(word(severity)))", value: "\(summary.opened[severity.rawValue] ?? 0)件"))
        }
        rows.append(Letter.Row(label: "解消", value: "\(summary.resolved)件"))
        return rows
    }

    static func rows(of resource: StoryResource) -> [Letter.Row] {
        [
            Letter.Row(label: "名前", value: resource.id, style: .code),
            Letter.Row(label: "種類", value: resource.type, style: .code),
            Letter.Row(label: "クラウド", value: resource.provider),
            Letter.Row(label: "アカウント", value: resource.account, style: .code),
            Letter.Row(label: "リージョン", value: resource.region, style: .code),
        ]
    }

    static func rows(of change: AlertChange, _ story: Story) -> [Letter.Row] {
        var rows = [Letter.Row(label: "操作", value: word(change.action))]
        if let actor = story.actor {
            let notes = [actor.kind, actor.isPrivileged ? "特権を使用" : nil].compactMap(\.self)
            let note = notes.isEmpty ? "" : "(\(notes.joined(separator: "、")))"
            rows.append(Letter.Row(label: "変更者", value: actor.id + note, style: .code))
            if let address = actor.address { rows.append(Letter.Row(label: "接続元", value: address, style: .code)) }
        } else {
            rows.append(Letter.Row(label: "変更者", value: "クラウドからの情報に記載がございません"))
        }
        rows.append(Letter.Row(label: "変更日時", value: story.clock.text(change.observedAt, .ja)))
        return rows
    }

    static func rows(of item: StoryItem, _ story: Story) -> [Letter.Row] {
        var rows: [Letter.Row] = []
        let isResolved = item.transition.status == .resolved
        if isResolved {
            rows.append(Letter.Row(label: "解消の理由", value: word(item.transition.reason)))
        } else {
            if let risk = item.risk { rows.append(Letter.Row(label: "危険性", value: risk)) }
            if let remedy = item.remedy { rows.append(Letter.Row(label: "対処方法", value: remedy)) }
        }
        if story.resource == nil {
            let place = "\(item.resource.id)(\(item.resource.type)、\(item.resource.account)、\(item.resource.region))"
            rows.append(Letter.Row(label: "対象リソース", value: place, style: .code))
        }
        if let found = isResolved ? item.path : item.found(in: .ja) {
            rows.append(Letter.Row(label: "該当する設定", value: found, style: .code))
        }
        if let expression = item.expression, !isResolved {
            rows.append(Letter.Row(label: "満たすべき条件", value: expression, style: .code))
        }
        if let previous = item.transition.previousSeverity, previous != item.transition.severity {
            let value = "\(word(previous)) から \(word(item.transition.severity)) に変わりました"
            rows.append(Letter.Row(label: "重大度の変化", value: value))
        }
        rows.append(Letter.Row(label: "検知日時", value: story.clock.text(item.transition.since, .ja)))
        rows.append(Letter.Row(label: "分類", value: item.category))
        rows.append(Letter.Row(label: "ルール", value: Plain.line(item.transition.rule, limit: 200), style: .code))
        if !item.controls.isEmpty, !isResolved {
            rows.append(Letter.Row(label: "関連する管理策", value: item.controls.joined(separator: "、")))
        }
        rows.append(Letter.Row(label: "管理番号", value: Plain.line(item.transition.finding, limit: 64), style: .code))
        return rows
    }

    private static func badge(_ item: StoryItem) -> String {
        if item.transition.flapping == .started { return "\(word(item.transition.severity))・繰り返し" }
        return switch item.transition.transition {
        case .opened: word(item.transition.severity)
        case .reopened: "\(word(item.transition.severity))・再発"
        case .updated: "\(word(item.transition.severity))・更新"
        case .resolved: "解消"
        }
    }

    private static func word(_ severity: Severity) -> String {
        switch severity {
        case .critical: "重大"
        case .high: "高"
        case .medium: "中"
        case .low: "低"
        }
    }

    private static func word(_ action: ChangeAction) -> String {
        switch action {
        case .create: "リソースの作成"
        case .update: "設定の変更"
        case .delete: "リソースの削除"
        case .snapshot: "設定の取り込み"
        }
    }

    private static func word(_ reason: ResolutionReason?) -> String {
        switch reason {
        case .pass, nil: "設定が修正されたことを確認いたしました"
        case .notApplicable: "設定の変更により、このルールの対象ではなくなりました"
        case .deleted: "リソースが削除されました"
        case .retired: "診断ルールが廃止されました(設定自体は変わっていない可能性がございます)"
        }
    }

    private static func occasion(_ reason: AlertSummary.Reason) -> String {
        switch reason {
        case .import: "設定の取り込み"
        case .policy: "診断ルールの更新に伴う再診断"
        case .periodic: "定期診断"
        }
    }
}
