import CommandLine
import JSON
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct PostureVerificationTests {
    @Test("a posture made from messages as they come in is verified, and a changed one is not")
    func verify() throws {
        let store = try TemporaryJournal()
        for outcome in [RuleOutcome.fail(), .fail(value: "1"), .other(.pass), .other(.error), .fail()] {
            store.advance(.seconds(1))
            let item = try store.commit(try change(store)).opened[0]
            _ = try store.commit(try assessment(of: item, outcome, store))
        }
        #expect(try VerifyPostureTool.run(store.directory, silent) == .success)
        try store.journal.database.execute("UPDATE posture SET deleted = 1")
        #expect(try VerifyPostureTool.run(store.directory, silent) == .negative)
        #expect(throws: CommandFailure.self) { try VerifyPostureTool.run(store.directory + "/nowhere", silent) }
    }

    private let silent = Console(hasColour: false, hasProgress: false, output: { _ in }, error: { _ in })

    private func change(_ store: TemporaryJournal) throws -> Incoming {
        let data = ConfigChanged(
            resource: TemporaryJournal.resource("bucket"),
            configuration: RawJSON(trusted: Array("{}".utf8)),
            observedAt: store.now,
            change: Change(action: .update, source: "aws-config")
        )
        let header = MessageHeader(
            id: store.nextID(),
            kind: .configChanged,
            source: "//settei/acme-ci",
            tenant: "acme",
            subject: TemporaryJournal.bucketKey,
            time: store.now
        )
        return try incoming(try Message(header, data: data), "acme-ci", store)
    }

    private func assessment(of item: WorkItem, _ outcome: RuleOutcome, _ store: TemporaryJournal) throws -> Incoming {
        let work = WorkDone(
            item: item.item,
            attempt: 1,
            replica: MessageSample.sender,
            receivedAt: store.now,
            finishedAt: store.now
        )
        let data = ConfigAssessed(
            change: item.message.id,
            resource: TemporaryJournal.resource("bucket"),
            policy: PolicyReference(version: 1, digest: TemporaryJournal.digestOne),
            trigger: .change,
            outcomes: [outcome],
            cost: 1,
            durationMicroseconds: 1,
            work: work
        )
        let header = MessageHeader(
            id: item.item,
            kind: .configAssessed,
            source: "//settei/config-checker",
            tenant: "acme",
            subject: TemporaryJournal.bucketKey,
            time: store.now,
            causation: item.message.id
        )
        let message = try Message(header) { data.write(to: &$0) }
        return try incoming(message, "config-checker", store)
    }

    private func incoming(_ message: Message, _ principal: String, _ store: TemporaryJournal) throws -> Incoming {
        let received = try ReceivedMessage(message.bytes)
        return Incoming(
            bytes: message.bytes,
            header: received.header,
            facts: try MessageFacts(reading: received.data, of: received.header),
            principal: principal,
            reply: ReplyHandle(index: 0),
            receivedAt: store.now
        )
    }
}
