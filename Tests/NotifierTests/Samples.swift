import Foundation
import Messages
import Rules
import Testing

@testable import Notifier

/// Alerts, profiles and words that the tests share.
enum Samples {
    static let bucket = Resource(
        provider: "aws",
        account: "111122223333",
        region: "ap-northeast-1",
        type: "AWS::S3::Bucket",
        id: "customer-data"
    )
    static let instance = Resource(
        provider: "aws",
        account: "111122223333",
        region: "ap-northeast-1",
        type: "AWS::RDS::DBInstance",
        id: "orders"
    )

    static let openedAt = time("2026-11-20T01:02:04.000Z")

    static func time(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(microseconds: 0) }

    static func id(_ number: UInt64) -> MessageID {
        MessageID(version7At: openedAt, random: (number, number))
    }

    static func transition(
        _ rule: String = "aws.s3.block-public-access",
        _ transition: Transition = .opened,
        severity: Severity = .critical,
        previousSeverity: Severity? = nil,
        explanation: Explanation? = nil,
        resource: Resource = bucket,
        previousAlert: MessageID? = nil,
        flapping: Flapping = .none
    ) -> AlertTransition {
        AlertTransition(
            finding: DerivedID.finding(tenant: "acme", resourceKey: resource.key, rule: rule),
            rule: rule,
            transition: transition,
            category: resource == bucket ? "3" : "6.3",
            severity: severity,
            previousSeverity: previousSeverity,
            status: transition == .resolved ? .resolved : .open,
            since: openedAt,
            explanation: explanation,
            reason: transition == .resolved ? .pass : nil,
            resource: resource,
            previousAlert: previousAlert,
            flapping: flapping
        )
    }

    static func alert(
        _ transitions: [AlertTransition],
        trigger: Trigger = .change,
        summary: AlertSummary? = nil,
        tenant: String = "acme",
        number: UInt64 = 1
    ) -> Alert {
        let change = AlertChange(
            id: id(900),
            observedAt: time("2026-11-20T01:02:03.456Z"),
            action: .update,
            actor: Actor(
                id: "arn:aws:iam::111122223333:user/tanaka",
                kind: "user",
                address: "198.51.100.7",
                protocol: "console",
                privileged: true
            )
        )
        return Alert(
            id: id(number),
            tenant: tenant,
            time: time("2026-11-20T01:02:05.000Z"),
            content: AlertRaised(
                resource: summary == nil ? transitions.first?.resource : nil,
                transitions: transitions,
                trigger: trigger,
                change: summary == nil && !transitions.isEmpty ? change : nil,
                summary: summary
            )
        )
    }

    static let people = [
        Person(id: "tanaka", name: "田中 花子", email: "tanaka@acme.example", language: .ja),
        Person(id: "smith", name: "John Smith", email: "smith@acme.example", language: .en),
        Person(id: "plain", name: "Ops", email: "ops@acme.example"),
    ]

    static func profile(_ routes: [Route], language: Language = .ja, timeZone: String = "Asia/Tokyo") -> TenantProfile {
        TenantProfile(
            id: "acme",
            name: ["ja": "株式会社アクメ", "en": "Acme Corporation"],
            language: language,
            timeZone: timeZone,
            people: people,
            routes: routes
        )
    }

    /// The words of two rules, read as they come from a published policy.
    static let texts: PolicyTexts = {
        let content = """
            {"rules":[{"id":"aws.s3.block-public-access","category":"3","level":"basic","severity":"critical",
            "title":{"en":"The bucket does not block public access","ja":"S3バケットのパブリックアクセスブロックが無効です"},
            "risk":{"en":"A single wrong policy or ACL makes every object readable by anyone on the internet.","ja":"ポリシーやACLの誤り一つで、保存されているすべてのファイルがインターネット上の誰からでも閲覧できる状態になります。"},
            "remedy":{"en":"Turn on all four settings of Block Public Access:\\n1. Open the bucket in the S3 console.\\n2. Permissions, Block public access, Edit.","ja":"パブリックアクセスブロックの4項目をすべて有効にしてください。\\n1. S3コンソールで対象のバケットを開きます。\\n2. 「アクセス許可」の「ブロックパブリックアクセス」を編集します。"},
            "controls":["MIC-CFG III.3.1.1","27017 9.4.1"]},
            {"id":"aws.rds.public","category":"6.3","level":"basic","severity":"high",
            "title":{"en":"The database can be reached from the internet","ja":"データベースがインターネットから接続可能です"},
            "risk":{"en":"Anybody can try passwords against it.","ja":"第三者によるパスワードの総当たり攻撃を受けるおそれがあります。"},
            "remedy":{"en":"Set it to not publicly accessible.","ja":"パブリックアクセスを「なし」に変更してください。"},
            "controls":[]}]}
            """
        let document = PolicyDocument(document: "aws", part: .texts, version: "1.0.0", content: Array(content.utf8))
        do {
            return try PolicyTexts(documents: [document])
        } catch {
            Issue.record(error)
            return PolicyTexts()
        }
    }()

    static let explained = Explanation(
        path: "config.supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls",
        value: "false",
        expression: "config.supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls"
    )

    static let opened = alert([transition(explanation: explained)])
    static let resolved = alert([transition(.resolved, previousAlert: id(1))], number: 2)
    static let several = alert([
        transition("aws.rds.public", severity: .high, resource: bucket),
        transition(explanation: explained),
        transition("aws.s3.unknown", .resolved, severity: .low),
    ])
    static let flapping = alert([transition(.reopened, flapping: .started)])
    static let imported = alert(
        [
            transition("aws.rds.public", severity: .high, resource: instance),
            transition(explanation: explained),
        ],
        trigger: .change,
        summary: AlertSummary(
            reason: .import,
            resources: 120,
            opened: ["critical": 1, "high": 1, "low": 18],
            resolved: 0
        )
    )
    static let test = alert([], trigger: .request)

    private static func transition(_ kind: Transition, previousAlert: MessageID) -> AlertTransition {
        transition("aws.s3.block-public-access", kind, explanation: explained, previousAlert: previousAlert)
    }

    private static func transition(_ kind: Transition, flapping: Flapping) -> AlertTransition {
        transition("aws.s3.block-public-access", kind, explanation: explained, flapping: flapping)
    }
}
