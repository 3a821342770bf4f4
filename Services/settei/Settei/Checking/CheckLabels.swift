import Messages

/// The words around findings, in the language of the report.
struct CheckLabels {
    let language: Language

    private func text(_ en: String, _ ja: String) -> String { language == .en ? en : ja }

    var remedy: String { text("Remedy", "対処") }
    var happened: String { text("it happened", "実例") }
    var known: String { text("known", "既知") }
    var notChecked: String { text("could not be checked", "検査できません") }
    var nothing: String { text("Nothing to mend.", "修正が必要な設定はありません。") }
    var title: String { text("Settei check", "設定の検査結果") }
    var untold: String { text("Cannot be told before apply", "適用するまで判定できない項目") }

    func line(_ number: Int) -> String { text(", line \(number)", "、\(number) 行目") }

    /// The words of JVN for the four levels in Japanese.
    func severity(_ severity: Severity) -> String {
        switch severity {
        case .critical: text("CRITICAL", "緊急")
        case .high: text("HIGH", "重要")
        case .medium: text("MEDIUM", "警告")
        case .low: text("LOW", "注意")
        }
    }

    /// `2 critical, 1 high` or what else there is.
    func summary(_ report: CheckReport) -> String {
        let resources = report.verdicts.count
        let counts = report.counts.map { "\(severity($0.severity)) \($0.count)" }.joined(separator: ", ")
        let known = report.findings.count - report.new.count
        var parts: [String] = []
        switch language {
        case .en:
            parts.append(counts.isEmpty ? "nothing to mend" : "\(report.new.count) to mend (\(counts))")
            if known > 0 { parts.append("\(known) known") }
            if !report.untold.isEmpty { parts.append("\(report.untold.count) cannot be told before apply") }
            parts.append("\(report.passed) passed")
            return "\(counted(resources, "resource")): " + parts.joined(separator: ", ")
        case .ja:
            parts.append(counts.isEmpty ? "要修正なし" : "要修正 \(report.new.count) 件（\(counts)）")
            if known > 0 { parts.append("既知 \(known) 件") }
            if !report.untold.isEmpty { parts.append("適用まで判定できないもの \(report.untold.count) 件") }
            parts.append("適合 \(report.passed) 件")
            return "リソース \(resources) 件: " + parts.joined(separator: "、")
        }
    }

    func more(_ count: Int) -> String {
        text("and \(count) more; --verbose shows them", "ほか \(count) 件（--verbose で表示）")
    }

    private func counted(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

    /// How many resources have no rule, with their types where they are to be named.
    func withoutRules(_ types: [String: Int], named: Bool) -> String {
        let count = types.values.reduce(0, +)
        return text(
            "no rule is about \(counted(count, "resource")) of \(counted(types.count, "type"))",
            "対応するルールがないリソース: \(count) 件（\(types.count) 種類）"
        ) + names(types, named)
    }

    /// How many planned resources are not understood, with their types where they are to be named.
    func withoutMapping(_ types: [String: Int], named: Bool) -> String {
        let count = types.values.reduce(0, +)
        return text(
            "\(counted(count, "planned resource")) of \(counted(types.count, "type")) could not be checked: no mapping",
            "検査に対応していない種類の計画リソース: \(count) 件（\(types.count) 種類）"
        ) + names(types, named)
    }

    /// How much of the input says nothing of settings, or of resources that there will not be.
    func leftOut(_ parts: [String], named: Bool) -> String {
        let were = parts.count == 1 ? "was" : "were"
        let words = text(
            "\(counted(parts.count, "part")) of the input \(were) left out",
            "検査の対象外とした入力: \(parts.count) 件"
        )
        guard named else { return words + text(" (--verbose names them)", "（--verbose で表示）") }
        return "\(words): \(parts.joined(separator: ", "))"
    }

    private func names(_ types: [String: Int], _ named: Bool) -> String {
        guard named else { return text(" (--verbose names them)", "（--verbose で種類を表示）") }
        let sorted = types.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return ": " + sorted.map { "\($0.key) ×\($0.value)" }.joined(separator: ", ")
    }
}
