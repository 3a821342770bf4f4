import Messages

@testable import Rules

/// Rules and packs for tests, with everything filled in that a test does not speak of.
enum RuleFixture {
    static func rule(
        _ id: String,
        check: String? = "config.public == false",
        when: String? = nil,
        types: [String] = ["AWS::S3::Bucket"],
        provider: String = "aws",
        severity: Severity = .high,
        onMissing: Rule.OnMissing = .error,
        retired: Bool = false
    ) -> Rule {
        Rule(
            id: id,
            category: .objectStorage,
            level: .basic,
            severity: severity,
            title: LocalizedText(en: "Bucket is public", ja: "バケットが公開されています"),
            risk: LocalizedText(en: "Anyone can read it.", ja: "誰でも読めます。"),
            remedy: LocalizedText(en: "Close it.", ja: "閉じてください。"),
            applies: Rule.Scope(provider: provider, resourceTypes: types),
            when: when,
            check: check,
            onMissing: onMissing,
            restore: nil,
            responsibility: .customer,
            controls: ["MIC-CFG III.3.1.1"],
            tests: [],
            retired: retired
        )
    }

    static func pack(_ id: String, _ rules: [Rule], version: String = "1.0.0", retired: Bool = false)
        -> RulePack
    {
        RulePack(
            id: id,
            version: version,
            title: LocalizedText(en: "Pack", ja: "パック"),
            retired: retired,
            rules: rules
        )
    }
}
