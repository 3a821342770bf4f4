import Crypto
import JSON
import Messages
import Testing

@testable import EvidenceStore

struct AnswerFactsTests {
    private func assessed(_ data: String) -> IngestDecision {
        let message = MessageSample.message(
            kind: "config.assessed",
            data: data,
            [("id", "\"\(MessageSample.item)\""), ("causationid", "\"\(MessageSample.id)\"")]
        )
        return MessageSample.decide(message, topic: "config.assessed/", as: MessageSample.checker)
    }

    @Test("an assessment is read whole")
    func assessment() {
        guard case .accepted(_, let message) = assessed(MessageSample.assessedData),
            case .assessment(let facts) = message.facts
        else {
            Issue.record("not accepted: \(assessed(MessageSample.assessedData))")
            return
        }
        #expect(facts.outcomes.count == 1)
        #expect(facts.outcomes.first?.outcome == .fail)
        #expect(facts.outcomes.first?.explanation?.path == "config.a")
        #expect(facts.work.item.text == MessageSample.item)
    }

    @Test(
        "a wrong field of an assessment is told by its path",
        arguments: [
            (#""outcome":"fail""#, #""outcome":"bad""#, "data.outcomes[0].outcome"),
            (#""cost":5}]"#, #""cost":-5}]"#, "data.outcomes[0].cost"),
            (#""path":"config.a""#, #""path":7"#, "data.outcomes[0].explanation.path"),
            (#""trigger":"change""#, #""trigger":"whim""#, "data.trigger"),
            (#""attempt":1"#, #""attempt":0"#, "data.work.attempt"),
            (MessageSample.item, MessageSample.id, "data.work.item"),
            (#""change":"\#(MessageSample.id)""#, #""change":"\#(MessageSample.item)""#, "data.change"),
        ]
    )
    func wrong(from: String, to: String, place: String) {
        guard case .refused(_, let refusal) = assessed(MessageSample.assessedData.replacing(from, with: to)) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .badData)
        #expect(refusal.place == place)
    }

    @Test("an answer must name what it answers")
    func causation() {
        let message = MessageSample.message(kind: "config.assessed", data: MessageSample.assessedData)
        let decision = MessageSample.decide(message, topic: "config.assessed/", as: MessageSample.checker)
        guard case .refused(_, let refusal) = decision else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .badEnvelope)
        #expect(refusal.place == "causationid")
    }

    @Test("a policy document must have the digest that it says")
    func document() {
        let content = #"{"rules":[]}"#
        let digest = "sha256:" + SHA256.hash(content).hex
        func decide(_ digest: String) -> IngestDecision {
            let data = #"{"document":"d","part":"rules","version":"1.0.0","digest":"\#(digest)","content":\#(content)}"#
            let message = MessageSample.message(
                kind: "policy.submitted",
                data: data,
                [("subject", "\"d/rules@\(digest)\""), ("tenant", nil)]
            )
            return MessageSample.decide(message, topic: "policy.submitted/", as: MessageSample.registry)
        }
        guard case .accepted(_, let message) = decide(digest), case .document(let facts) = message.facts else {
            Issue.record("not accepted")
            return
        }
        #expect(facts.digest == digest)
        guard case .refused(_, let refusal) = decide("sha256:00") else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.place == "data.digest")
    }

    @Test("types say what is wrong with the rarer kinds, by path")
    func decoded() {
        let data =
            #"{"profile":{"id":"acme","name":{},"language":"fr","timeZone":"UTC","people":[],"routes":[]},"digest":"x"}"#
        let message = MessageSample.message(kind: "tenant.updated", data: data, [("subject", #""acme""#)])
        let decision = MessageSample.decide(message, topic: "tenant.updated/", as: MessageSample.registry)
        guard case .refused(_, let refusal) = decision else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .badData)
        #expect(refusal.place == "data.profile.language")
    }
}
