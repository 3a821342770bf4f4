import Bus
import Foundation
import Installation
import JSON
import Messages

/// Measures how long a console waits for what the rules say of a planned change, beside a question that only the store answers.
struct QueryBenchmark {
    let isQuick: Bool

    func run() async throws -> Report {
        let installation = try Installation()
        defer { installation.stop() }
        try await installation.startAll()
        let console = try await installation.connected("acme-ci")
        var check = QueryRequest(id: "", op: .check)
        check.tenant = "acme"
        let message = try ReceivedMessage(try BucketChange(bucket: 1, number: 1, isPublic: true).message().bytes)
        check.changes = [PlannedChange(change: RawJSON(message.data))]
        let hello = QueryRequest(id: "", op: .hello)
        var (checks, hellos) = ([Double](), [Double]())
        for round in 0..<(isQuick ? 500 : 5_000) {
            let (one, other) = (
                try await Self.milliseconds(console, check), try await Self.milliseconds(console, hello)
            )
            guard round >= 50 else { continue }
            checks.append(one)
            hellos.append(other)
        }
        await console.stop()
        var report = Report()
        report["checkMilliseconds.p50"] = checks.median
        report["checkMilliseconds.p99"] = checks.percentile(0.99)
        report["helloMilliseconds.p50"] = hellos.median
        report["helloMilliseconds.p99"] = hellos.percentile(0.99)
        report["ratio"] = checks.median / hellos.median
        return report
    }

    private static func milliseconds(_ client: BusClient, _ request: QueryRequest) async throws -> Double {
        let start = ContinuousClock.now
        _ = try await client.query(request)
        return (ContinuousClock.now - start) / .milliseconds(1)
    }
}
