import JSON
import Messages
import TestSupport
import Testing

@Suite("What is on the wire")
struct GoldenTests {
    @Test("every kind of message is written as its golden file says", arguments: Kind.allCases)
    func messages(kind: Kind) throws {
        let message = try Samples.message(kind)
        let text = String(decoding: message.bytes, as: UTF8.self) + "\n"
        #expect(Golden.difference(of: text, from: "\(kind.rawValue).json") == nil)
    }

    @Test("every kind of message is read back to the same header", arguments: Kind.allCases)
    func headers(kind: Kind) throws {
        let message = try Samples.message(kind)
        let read = try ReceivedMessage(message.bytes)
        #expect(read.header.kind == kind)
        #expect(read.header.id == message.header.id)
        #expect(read.header.subject == message.header.subject)
        #expect(read.header.tenant == message.header.tenant)
        #expect(read.header.time == message.header.time)
        #expect(read.header.causation == message.header.causation)
        #expect(Array(message.bytes[read.header.dataRange]) == Array(read.data.source))
    }

    @Test("a check of planned changes travels as its golden file says: question, work, answer, reply")
    func checks() throws {
        var request = QueryRequest(id: "q-18", op: .check)
        request.tenant = "acme"
        request.deadlineMilliseconds = 1_000
        let planned = PlannedChange(
            change: RawJSON(trusted: try JSONTreeEncoder().encode(Samples.changed)),
            unknown: ["configuration.kmsKeyId"],
            open: [""],
            names: ["aws_s3_bucket.data"]
        )
        request.changes = [planned]
        request.whole = true
        let position = Position(
            epoch: "4-9f86d081884c7d65",
            check: Position.Check(id: "4-9f86d081884c7d65/17", milliseconds: 940)
        )
        let outcome = RuleOutcome(
            rule: "aws.s3.block-public-access",
            outcome: .fail,
            severity: .critical,
            category: "3",
            message: "acl is public-read",
            explanation: Explanation(
                path: "config.acl",
                value: "\"public-read\"",
                expression: "config.acl == \"private\""
            )
        )
        let id = DerivedID.finding(tenant: "acme", resourceKey: Samples.resource.key, rule: outcome.rule)
        let body = CheckBody(
            policy: PolicyReference(version: 12, digest: "sha256:00"),
            results: [
                PlannedVerdict(
                    resource: Samples.resource,
                    outcomes: [PlannedOutcome(finding: id, outcome: outcome)],
                    counts: ["fail": 1]
                ), PlannedVerdict(resource: nil, error: "configuration is missing"),
            ],
            durationMicroseconds: 180
        )
        let bytes = RawJSON(trusted: try JSONTreeEncoder().encode(body))
        let lines = [
            try JSONTreeEncoder().encode(request), try JSONTreeEncoder().encode(position),
            try JSONTreeEncoder().encode(CheckTask(tenant: "acme", changes: [planned], whole: true)),
            try JSONTreeEncoder().encode(CheckAnswer(check: "4-9f86d081884c7d65/17", body: bytes)),
            try JSONTreeEncoder().encode(
                CheckAnswer(
                    check: "4-9f86d081884c7d65/18",
                    code: .deadline,
                    message: "3 of 9 changes were checked in time"
                )
            ),
            try JSONTreeEncoder().encode(
                QueryReplyHeader(id: "q-18", status: .error, code: .unavailable, message: "none")
            ),
        ]
        let text = lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
        #expect(Golden.difference(of: text, from: "check.ndjson") == nil)
        try same(position) { position.write(to: &$0) }
        let read = try JSONNodeDecoder().decode(QueryRequest.self, from: JSONDocument(lines[0]).root)
        #expect(read == request)
    }

    @Test("settings come through a message byte for byte")
    func settings() throws {
        let message = try Samples.message(.configChanged)
        let changed = try ReceivedMessage(message.bytes).decode(ConfigChanged.self)
        #expect(changed.configuration == Samples.changed.configuration)
        #expect(changed.resource == Samples.resource)
        #expect(changed.actor == Samples.actor)
    }

    @Test("types that write themselves write what the tree encoder would")
    func handWritten() throws {
        let assessed = try ReceivedMessage(Samples.message(.configAssessed).bytes)
        #expect(try JSONTreeEncoder().encode(Samples.assessed) == Array(assessed.data.source))
        let position = Position(
            epoch: "4-9f86d081884c7d65",
            seq: 1_042,
            previous: 1_040,
            index: 311,
            recordedAt: Samples.time,
            principal: "acme-ci",
            work: Position.Work(kind: .deliver, item: Samples.item, attempt: 2, route: "hook", delivery: 3)
        )
        try same(position) { position.write(to: &$0) }
        let batch = ReceiptBatch(receipts: [
            Receipt(token: "17", id: Samples.change, status: .recorded),
            Receipt(token: "\"", status: .refused, code: RefusalCode.duplicateKey.rawValue),
            Receipt(token: "19", status: .later, code: LaterCode.busy.rawValue, retryAfterMilliseconds: 500),
        ])
        try same(batch) { batch.write(to: &$0) }
        let text = String(decoding: try JSONTreeEncoder().encode(batch), as: UTF8.self) + "\n"
        #expect(Golden.difference(of: text, from: "receipts.json") == nil)
    }

    private func same(_ value: some Encodable, _ write: (inout JSONWriter) -> Void) throws {
        var writer = JSONWriter()
        write(&writer)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == String(decoding: try JSONTreeEncoder().encode(value), as: UTF8.self)
        )
    }
}
