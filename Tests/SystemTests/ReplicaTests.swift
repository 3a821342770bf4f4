import Bus
import Foundation
import Installation
import JSON
import Messages
import Synchronization
import TestSupport
import Testing

/// Checkers that come and go while changes come in: nobody is told of them, and who was given what when is in the journal.
@Suite("Replicas share the work", .serialized, .timeLimit(.minutes(3)))
struct ReplicaTests {
    /// Changes a second while replicas come and go.
    private static let rate = 60

    @Test("work moves when a replica starts, is killed or ends; nothing is lost, and the answers say who had what")
    func comingAndGoing() async throws {
        let installation = try Installation()
        var failed = true
        defer { installation.stop(keep: failed) }
        try await installation.startAll()
        let host = HostWatch()
        let client = try installation.client("acme-ci")
        #expect(await client.waitUntilConnected(within: .seconds(20)))
        let journal = try await JournalReading(installation)
        var published = 0
        /// Publishes half a second's changes.
        func publishOnce() async throws {
            let numbers = published..<published + Self.rate / 2
            published = numbers.upperBound
            let messages = try numbers.map { try Samples.message(number: $0 + 1, resource: $0 % 500) }
            let outcomes = try await client.publish(messages.map(OutgoingMessage.init))
            #expect(outcomes.allSatisfy { $0 == .recorded || $0 == .repeat })
        }
        /// Publishes until the assessments say what is waited for; returns those since the beginning of the phase.
        func publish(_ what: String, until isTrue: ([Answer]) -> Bool) async throws -> [Answer] {
            let before = published
            for _ in 0..<60 {
                try await publishOnce()
                let answers = try await Self.answers(journal)
                let since = answers.filter { $0.number > before }
                if isTrue(since) { return answers }
            }
            Issue.record("\(what) did not come about")
            return try await Self.answers(journal)
        }

        let first = try await publish("work") { !$0.isEmpty }
        let one = Set(first.map(\.work.replica))
        #expect(one.count == 1)

        // A start: the newcomer is given work, without anybody being told of it.
        try installation.start(.configChecker, replica: 1)
        let second = try await publish("work for the newcomer") { Set($0.map(\.work.replica)).count == 2 }
        let newcomer = try #require(Set(second.map(\.work.replica)).subtracting(one).first)

        // A kill, with its hands full: standing still it is given its part and does nothing of it.
        let killed = try #require(installation.program(.configChecker))
        killed.signal(SIGSTOP)
        let stoodStillAt = Timestamp.now
        try await publishOnce()
        killed.killNow()
        _ = try await publish("work after the kill") { answers in
            answers.count { $0.work.replica == newcomer } >= Self.rate
        }
        try await journal.waitUntilSettled(within: .seconds(60))
        let third = try await Self.answers(journal)
        #expect(third.count == published, "every change is assessed once")
        let lost = try installation.attempts()
        #expect(!lost.isEmpty)
        let again = third.filter { $0.work.attempt > 1 }
        #expect(again.allSatisfy { $0.work.replica == newcomer })
        let givenAgain = Set(again.map(\.work.item))
        #expect(givenAgain.isSubset(of: lost.map(\.item)), "nothing else was given again")
        #expect(givenAgain.isSuperset(of: lost.filter { one.contains($0.replica) }.map(\.item)), "all that it held was")
        unlessStolen(host) {
            #expect(lost.allSatisfy { one.contains($0.replica) && $0.reason == "silent" }, "\(lost)")
            for answer in again {
                #expect(answer.work.receivedAt - stoodStillAt < .seconds(2), "given to the other one in two seconds")
            }
        }

        // A graceful end, with its hands full too: nobody waits until it is missed.
        try installation.start(.configChecker, replica: 2)
        let fourth = try await publish("work for the third") {
            Set($0.map(\.work.replica)).subtracting([newcomer]).count == 1
        }
        let remaining = try #require(Set(fourth.map(\.work.replica)).subtracting(one).subtracting([newcomer]).first)
        let leaving = try #require(installation.program(.configChecker, replica: 1))
        leaving.signal(SIGSTOP)
        let before = published
        try await publishOnce()
        leaving.signal(SIGTERM)
        let askedAt = Timestamp.now
        leaving.signal(SIGCONT)
        _ = try await publish("work after the end") { $0.last?.work.replica == remaining }
        #expect(leaving.stop(within: .seconds(20)) && leaving.terminationStatus == 0, "it ends by itself")
        try await journal.waitUntilSettled(within: .seconds(60))
        let last = try await Self.answers(journal)
        #expect(last.count == published)
        #expect(Set(last.map(\.work.item)).count == last.count, "nothing is answered twice")
        let returned = try installation.attempts().filter { !lost.contains($0) }
        let sinceThen = last.filter { $0.number > before }
        let sinceThenAgain = Set(sinceThen.filter { $0.work.attempt > 1 }.map(\.work.item))
        #expect(sinceThenAgain.isSubset(of: returned.map(\.item)), "what it finished it had the first time")
        #expect(
            sinceThenAgain.isSuperset(of: returned.filter { $0.reason == "returned" }.map(\.item)),
            "what it handed back was given again"
        )
        unlessStolen(host) {
            #expect(returned.allSatisfy { $0.replica == newcomer && $0.reason == "returned" }, "\(returned)")
            for answer in sinceThen where answer.number <= before + Self.rate / 2 {
                // A replica that says nothing is missed after a second.
                #expect(answer.work.receivedAt - askedAt < .seconds(1), "\(answer)")
            }
        }
        await client.stop()
        await journal.stop()
        failed = false
    }

    /// What holds within a time.
    ///
    /// A replica that gets no processor for a second is rightly missed, whichever it is, and may answer all the same.
    private func unlessStolen(_ host: HostWatch, _ expectations: () -> Void) {
        withKnownIssue("the host gave the processors to others", isIntermittent: true) {
            expectations()
        } matching: { _ in
            host.stolenPart > 0.2
        }
    }

    @Test("no replica is idle while another's queue is beyond its credit")
    func idle() async throws {
        // So little that each has all it may, most of the time.
        let installation = try Installation(settings: [.configChecker: ["credit": "1"]])
        var failed = true
        defer { installation.stop(keep: failed) }
        try await installation.startAll()
        for replica in 1...2 { try installation.start(.configChecker, replica: replica) }
        let journal = try await JournalReading(installation)
        #expect(await journal.hasReady(3, of: .configChecker))
        let client = try installation.client("acme-ci")
        #expect(await client.waitUntilConnected(within: .seconds(20)))
        let messages = try (0..<800).map { try Samples.message(number: $0 + 1, resource: $0) }
        let isPublished = Mutex(false)
        let publishing = Task {
            defer { isPublished.withLock { $0 = true } }
            return try await client.publish(messages.map(OutgoingMessage.init))
        }
        var openUntil = ContinuousClock.now
        var samples = 0
        while ContinuousClock.now - openUntil < JournalReading.statusAge {
            let isLast = isPublished.withLock { $0 }
            let status = try #require(try await journal.status())
            let replicas = status["replicas"]?.elements.filter { $0["service"]?.string == "config-checker" } ?? []
            let (open, given) = (status["queues"]?["openItems"]?.int ?? 0, status["queues"]?["itemsOut"]?.int ?? 0)
            let out = replicas.map { $0["out"]?.int ?? 0 }
            let credits = replicas.map { $0["credit"]?.int ?? 0 }
            #expect(zip(out, credits).allSatisfy { $0 <= $1 }, "never beyond its credit")
            if open > given, zip(out, credits).contains(where: { $0 == $1 }) {
                samples += 1
                #expect(!out.contains(0), "work waits, one has all it may, and another none: \(out)")
            }
            if !isLast || open > 0 { openUntil = .now }
        }
        #expect(samples >= 5, "work waited, and somebody had all it may")
        #expect(try await publishing.value.allSatisfy { $0 == .recorded || $0 == .repeat })
        try await journal.waitUntilSettled(within: .seconds(60))
        let answers = try await Self.answers(journal)
        let shares = Dictionary(grouping: answers, by: \.work.replica).mapValues(\.count)
        #expect(shares.count == 3)
        #expect(shares.values.allSatisfy { $0 > messages.count / 10 }, "\(shares)")
        await client.stop()
        await journal.stop()
        failed = false
    }

    /// An assessment: of which change, by whom.
    struct Answer {
        let number: Int
        let work: WorkDone
    }

    private static func answers(_ journal: JournalReading) async throws -> [Answer] {
        var numbers: [MessageID: Int] = [:]
        for change in try await journal.messages(.configChanged) {
            numbers[change.header.id] = Int(try change.decode(ConfigChanged.self).version ?? 0)
        }
        return try await journal.messages(.configAssessed).map { message in
            let number = message.header.causation.flatMap { numbers[$0] } ?? 0
            return Answer(number: number, work: try message.decode(ConfigAssessed.self).work)
        }
    }
}
