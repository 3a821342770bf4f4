import Messages
import Rules

@testable import Settei

/// A report with one of everything, in which names and values try to be obeyed by whoever shows them.
enum CheckSamples {
    static let report = report(in: .en)

    static func report(in language: Language) -> CheckReport {
        let bucket = resource("AWS::S3::Bucket", "customer-data")
        let evil = resource("AWS::S3::Bucket", "=HYPERLINK(\"http://evil\")\u{1b}[2J")
        let known = finding(
            "aws.s3.versioning",
            .low,
            bucket,
            ("config.versioning", "\"Suspended\""),
            "versioning is off",
            isKnown: true
        )
        let intent = CheckIntent(
            id: "storage-not-public",
            consequence: LocalizedText(
                en: "If you apply this, everyone on the internet can read it.",
                ja: "この設定を適用すると、インターネット上の誰でも読み取れるようになります。"
            ),
            practice: LocalizedText(en: "It happened before. It cost a lot.", ja: "過去に起きています。損害は大きなものでした。")
        )
        let place = ("config.acl", "\"public-read\"")
        let open = finding("aws.s3.public", .critical, bucket, place, "The bucket is public", intent: intent)
        let second = CheckFinding(
            id: DerivedID.finding(tenant: "acme", resourceKey: evil.key, rule: "aws.s3.public"),
            resource: evil,
            origins: ["aws_s3_bucket.evil[\"<img src=x>|`a``\"]", "aws_s3_bucket_acl.evil"],
            line: 12,
            outcome: outcome("aws.s3.public", .critical, ("config.acl", "\"@team #12 www.evil.example ](x) **b**\"")),
            words: open.words,
            intent: intent
        )
        let broken = CheckFinding(
            id: "e",
            resource: bucket,
            origins: ["aws_s3_bucket.data"],
            line: nil,
            outcome: RuleOutcome(
                rule: "aws.s3.broken",
                outcome: .error,
                severity: .medium,
                category: "3",
                message: "the cost limit of 200000 is spent"
            ),
            words: nil
        )
        let untold = CheckFinding(
            id: "u",
            resource: bucket,
            origins: ["aws_s3_bucket.data"],
            line: nil,
            outcome: RuleOutcome(
                rule: "aws.s3.key",
                outcome: .manual,
                severity: .medium,
                category: "3",
                message: "config.key is known after apply"
            ),
            words: words("aws.s3.key", .medium, "The key is the cloud's own")
        )
        var report = CheckReport(
            input: "plans/a plan.json",
            inputFormat: "terraform-plan",
            tenant: "acme",
            language: language,
            time: Timestamp(milliseconds: 1_790_000_000_000)
        )
        report.findings = [open, second, broken, known].sorted(by: CheckFinding.isWorse)
        report.untold = [untold]
        let passed = RuleOutcome(rule: "aws.s3.tls", outcome: .pass, severity: .high, category: "3")
        let absent = RuleOutcome(rule: "aws.s3.site", outcome: .notApplicable, severity: .high, category: "3")
        report.verdicts = [
            CheckVerdict(
                resource: bucket,
                origins: ["aws_s3_bucket.data"],
                line: nil,
                outcomes: [open.outcome, known.outcome, broken.outcome, untold.outcome, passed, absent]
            ),
            CheckVerdict(resource: evil, origins: second.origins, line: 12, outcomes: [second.outcome]),
        ]
        report.withoutRules = ["AWS::Glue::Job": 2, "AWS::Athena::DataCatalog": 1]
        report.withoutMapping = ["aws_strange_thing": 3]
        return report
    }

    static func resource(_ type: String, _ id: String) -> Resource {
        Resource(provider: "aws", account: "111122223333", region: "ap-northeast-1", type: type, id: id)
    }

    static func finding(
        _ rule: String,
        _ severity: Severity,
        _ resource: Resource,
        _ found: (path: String, value: String),
        _ title: String,
        intent: CheckIntent? = nil,
        isKnown: Bool = false
    ) -> CheckFinding {
        CheckFinding(
            id: DerivedID.finding(tenant: "acme", resourceKey: resource.key, rule: rule),
            resource: resource,
            origins: ["aws_s3_bucket.data"],
            outcome: outcome(rule, severity, found),
            words: words(rule, severity, title),
            intent: intent,
            isKnown: isKnown
        )
    }

    private static func outcome(
        _ rule: String,
        _ severity: Severity,
        _ found: (path: String, value: String)
    ) -> RuleOutcome {
        RuleOutcome(
            rule: rule,
            outcome: .fail,
            severity: severity,
            category: "3",
            message: "\(found.path) is \(found.value)",
            explanation: Explanation(
                path: found.path,
                value: found.value,
                expression: "\(found.path) != \(found.value)"
            )
        )
    }

    private static func words(_ rule: String, _ severity: Severity, _ title: String) -> PolicyTexts.Entry {
        PolicyTexts.Entry(
            id: rule,
            category: .other,
            level: .basic,
            severity: severity,
            title: LocalizedText(en: title, ja: "\(rule) の題名"),
            risk: LocalizedText(en: "What may\nhappen.", ja: "起こり得ること。"),
            remedy: LocalizedText(en: "Set it, then look again.", ja: "設定してから、もう一度確認してください。"),
            controls: ["MIC-CFG III.3.1.1", "CIS AWS 3.0 2.1.4"]
        )
    }
}
