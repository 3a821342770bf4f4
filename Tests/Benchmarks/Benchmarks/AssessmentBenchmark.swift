import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Threading

/// Measures what one assessment costs a checker: read the message, ask every rule for its type, write the answer.
struct AssessmentBenchmark {
    /// What one run came to.
    struct Result {
        /// Assessments a second on one thread.
        var itemsPerSecond: Double
        /// Microseconds for each.
        var microseconds: Double
        /// Bytes of the message assessed.
        var messageBytes: Int
        /// Rules that were asked.
        var rules: Int
        /// Rules that failed, whose explanations cost most.
        var fails: Int
    }

    private let policy: PolicySet
    private let message: [UInt8]
    private let item = MessageID(milliseconds: 1_790_000_000_000, version: 8, random: (1, 2))

    /// Loads the shipped packs; a bucket with `isPublic` fails most of its rules, one without passes them.
    init(isPublic: Bool) throws {
        let loaded = RulePackLoader.load(paths: [Corpora.package.appending(path: "deploy/policies").path])
        policy = try PolicySet(packs: loaded.packs)
        message = try BucketChange(bucket: 0, number: 1, isPublic: isPublic).message().bytes
    }

    /// Assesses the same change over and over for about `seconds`.
    func run(seconds: Double = 2) throws -> Result {
        var bytes = 0
        var count = 0
        var last = Assessment()
        let start = MonotonicClock.system.now()
        var elapsed = 0.0
        while elapsed < seconds {
            for _ in 0..<100 {
                let (assessment, answer) = try assess()
                bytes &+= answer.bytes.count
                last = assessment
            }
            count += 100
            elapsed = Double((MonotonicClock.system.now() - start).nanoseconds) / 1e9
        }
        precondition(bytes > 0)
        return Result(
            itemsPerSecond: Double(count) / elapsed,
            microseconds: elapsed / Double(count) * 1e6,
            messageBytes: message.count,
            rules: last.outcomes.count,
            fails: last.count(.fail)
        )
    }

    /// Only reads the same message over and over; how often a second.
    func readsPerSecond(seconds: Double = 2) throws -> Double {
        var (count, bytes) = (0, 0)
        let start = MonotonicClock.system.now()
        while (MonotonicClock.system.now() - start).seconds < seconds {
            for _ in 0..<100 { bytes &+= try ReceivedMessage(message).data.count }
            count += 100
        }
        precondition(bytes > 0)
        return Double(count) / (MonotonicClock.system.now() - start).seconds
    }

    /// Does what `ConfigChecker` does for one item.
    private func assess() throws -> (Assessment, Message) {
        let received = try ReceivedMessage(message)
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        let resource = BucketChange(bucket: 0, number: 1).resource
        let input = EvaluationInput(resource: resource, change: received.data, tenant: "acme", now: now)
        let assessment = policy.evaluate(input)
        let data = ConfigAssessed(
            change: received.header.id,
            resource: resource,
            policy: policy.reference,
            trigger: .change,
            outcomes: assessment.outcomes,
            cost: assessment.cost,
            durationMicroseconds: 0,
            work: WorkDone(item: item, attempt: 1, replica: "benchmark", receivedAt: now, finishedAt: now)
        )
        let header = MessageHeader(
            id: item,
            kind: .configAssessed,
            source: "//settei/benchmark",
            tenant: received.header.tenant,
            subject: received.header.subject,
            time: now,
            causation: received.header.id
        )
        return (assessment, try Message(header) { data.write(to: &$0) })
    }
}

/// A bucket that passes and one that fails, with the ratio of an assessment to only reading the message.
func assessmentReport(isQuick: Bool) throws -> Report {
    let seconds = isQuick ? 0.5 : 3
    var report = Report()
    for (name, isPublic) in [("private", false), ("public", true)] {
        let benchmark = try AssessmentBenchmark(isPublic: isPublic)
        let result = try benchmark.run(seconds: seconds)
        let reads = try benchmark.readsPerSecond(seconds: seconds)
        report["\(name).ratio"] = result.itemsPerSecond / reads
        report["\(name).assessmentsPerSecond"] = result.itemsPerSecond
        report["\(name).readsPerSecond"] = reads
        report["\(name).microseconds"] = result.microseconds
        report["\(name).rules"] = Double(result.rules)
        report["\(name).fails"] = Double(result.fails)
        report["\(name).messageBytes"] = Double(result.messageBytes)
    }
    return report
}
