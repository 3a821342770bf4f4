import JSON
import Messages

/// One message of every kind, with fixed ids and times: the content of the golden files.
enum Samples {
    static let time = sample("2026-11-20T01:02:03.456Z", Timestamp.init)
    static let change = sample("0193460a-3b00-7c3e-9a51-5d2c1f0e7a44", MessageID.init)
    static let resource = Resource(
        provider: "aws",
        account: "111122223333",
        region: "ap-northeast-1",
        type: "AWS::S3::Bucket",
        id: "customer-data"
    )
    static let policy = PolicyReference(version: 12, digest: "sha256:" + String(repeating: "5e", count: 32))
    static let item = DerivedID.item(cause: change, recordedAt: time, kind: .assess, trigger: .change)
    static let alert = DerivedID.derived(from: item, role: "alert")
    static let finding = DerivedID.finding(tenant: "acme", resourceKey: resource.key, rule: rule)
    static let rule = "aws.s3.block-public-access"
    static let explanation = Explanation(
        path: "config.supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls",
        value: "false",
        expression: "config.supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls"
    )
    static let replica = "00112233445566778899aabbccddeeff"
    static let actor = Actor(
        id: "arn:aws:iam::111122223333:user/sato",
        kind: "user",
        address: "203.0.113.7",
        privileged: true
    )

    static func message(_ kind: Kind) throws -> Message {
        switch kind {
        case .configChanged: try message(kind, id: change, subject: resource.key, changed)
        case .configAssessed:
            try Message(header(kind, id: item, subject: resource.key, cause: change)) { assessed.write(to: &$0) }
        case .findingOpened, .findingUpdated, .findingResolved, .findingReopened:
            try message(
                kind,
                id: DerivedID.derived(from: item, role: kind.rawValue),
                subject: finding,
                cause: item,
                found(kind)
            )
        case .alertRaised: try message(kind, id: alert, subject: alert.text, cause: item, alerted)
        case .notificationPlanned: try message(kind, id: work.item, subject: alert.text, cause: alert, planned)
        case .notificationSent:
            try message(kind, id: work.item, subject: "\(alert)/mail-security", cause: work.item, sent)
        case .notificationFailed: try message(kind, id: work.item, subject: "\(alert)/hook", cause: work.item, failed)
        case .policySubmitted: try message(kind, id: change, tenant: nil, subject: document.subject, submitted)
        case .policyPublished: try message(kind, id: change, tenant: nil, subject: "policy", published)
        case .tenantRegistered, .tenantUpdated:
            try message(kind, id: change, subject: "acme", TenantUpdated(profile: profile, digest: policy.digest))
        case .operatorAlerted:
            try message(
                kind,
                id: change,
                tenant: nil,
                subject: "dead-letter",
                OperatorAlerted(reason: "dead-letter", text: "An item was given up.", details: ["item.id": item.text])
            )
        case .deadLetterRetried:
            try message(
                kind,
                id: change,
                tenant: nil,
                subject: item.text,
                DeadLetterRetried(item: item, reason: "mended")
            )
        case .holdPlaced, .holdReleased, .erasureOrdered, .evidenceErased, .retentionApplied, .evidenceExported,
            .evidenceImported, .inputRefused, .accessRefused, .storeStarted, .storeConfigured:
            try ofTheStore(kind)
        }
    }

    static func header(
        _ kind: Kind,
        id: MessageID,
        tenant: String? = "acme",
        subject: String,
        cause: MessageID? = nil
    ) -> MessageHeader {
        MessageHeader(
            id: id,
            kind: kind,
            source: "//settei/test",
            tenant: tenant,
            subject: subject,
            time: time,
            causation: cause
        )
    }

    static func message(
        _ kind: Kind,
        id: MessageID,
        tenant: String? = "acme",
        subject: String,
        cause: MessageID? = nil,
        _ data: some Encodable
    ) throws -> Message {
        try Message(header(kind, id: id, tenant: tenant, subject: subject, cause: cause), data: data)
    }

    static func sample<T>(_ text: String, _ read: (String) -> T?) -> T {
        guard let value = read(text) else { preconditionFailure("not a sample: \(text)") }
        return value
    }
}

extension Samples {
    static let work = WorkDone(
        item: DerivedID.item(cause: alert, recordedAt: time, kind: .plan),
        attempt: 1,
        replica: replica,
        receivedAt: time,
        finishedAt: time + .milliseconds(1)
    )

    static let changed = ConfigChanged(
        resource: resource,
        service: "s3",
        configuration: RawJSON(
            trusted: Array(#"{"name":"customer-data","creationDate":1577836800.5,"size":9007199254740993}"#.utf8)
        ),
        observedAt: time,
        version: 1_577_836_800_000,
        actor: actor,
        approval: Approval(by: "suzuki", at: time, ticket: "CHG-1"),
        change: Change(action: .update, source: "aws-config")
    )

    static let assessed = ConfigAssessed(
        change: change,
        resource: resource,
        policy: policy,
        trigger: .change,
        outcomes: [
            RuleOutcome(
                rule: rule,
                outcome: .fail,
                severity: .critical,
                category: "3",
                message: "blockPublicAcls is false",
                explanation: explanation,
                cost: 7
            ),
            RuleOutcome(rule: "aws.s3.versioning", outcome: .pass, severity: .medium, category: "3", cost: 4),
        ],
        cost: 11,
        durationMicroseconds: 42,
        work: WorkDone(item: item, attempt: 1, replica: replica, receivedAt: time, finishedAt: time + .microseconds(42))
    )

    static func found(_ kind: Kind) -> FindingChanged {
        FindingChanged(
            finding: finding,
            resource: resource,
            rule: rule,
            category: "3",
            severity: .critical,
            previousSeverity: kind == .findingUpdated ? .high : nil,
            status: kind == .findingResolved ? .resolved : .open,
            since: time,
            explanation: kind == .findingResolved ? nil : explanation,
            reason: kind == .findingResolved ? .pass : nil,
            assessment: item,
            change: change,
            policy: policy
        )
    }

    static let alerted = AlertRaised(
        resource: resource,
        transitions: [
            AlertTransition(
                finding: finding,
                rule: rule,
                transition: .opened,
                category: "3",
                severity: .critical,
                status: .open,
                since: time,
                explanation: explanation,
                resource: resource
            )
        ],
        trigger: .change,
        change: AlertChange(id: change, observedAt: time, action: .update, actor: actor)
    )

    static let planned = NotificationPlanned(
        alert: alert,
        deliveries: [
            PlannedDelivery(
                route: "mail-security",
                channel: .email,
                language: .ja,
                template: "finding",
                recipient: "sato@acme.example"
            )
        ],
        suppressed: [SuppressedDelivery(route: "hook", reason: "below-severity")],
        work: work
    )

    static let sent = NotificationSent(
        alert: alert,
        route: "mail-security",
        channel: .email,
        delivery: 1,
        outsideId: DerivedID.outside(alert: alert, route: "mail-security"),
        answer: ReceiverAnswer(code: 250, text: "2.0.0 Ok: queued"),
        work: work
    )

    static let failed = NotificationFailed(
        alert: alert,
        route: "hook",
        channel: .webhook,
        delivery: 1,
        outsideId: DerivedID.outside(alert: alert, route: "hook"),
        answer: ReceiverAnswer(code: 503, text: "try later"),
        reason: "http-503",
        permanent: false,
        nextAttemptAt: time + .seconds(5),
        work: work
    )

    static let document = PolicyDocumentReference(
        document: "aws-object-storage",
        part: .rules,
        version: "1.0.0",
        digest: DerivedID.contentDigest(content)
    )
    static let content = Array(#"{"rules":[]}"#.utf8)

    static let submitted = PolicySubmitted(
        document: document.document,
        part: document.part,
        version: document.version,
        digest: document.digest,
        content: RawJSON(trusted: content)
    )

    static let published = PolicyPublished(
        version: 1,
        digest: DerivedID.manifestDigest(of: [document]),
        previous: nil,
        documents: [document]
    )

    static let profile = TenantProfile(
        id: "acme",
        name: ["en": "Acme", "ja": "アクメ"],
        people: [Person(id: "sato", name: "佐藤", email: "sato@acme.example", language: .ja)],
        routes: [
            Route(id: "mail-security", channel: .email, to: ["sato"], minimumSeverity: .high),
            Route(id: "hook", channel: .webhook, url: "https://hooks.acme.example/settei", secretRef: "acme-hook"),
        ]
    )
}
