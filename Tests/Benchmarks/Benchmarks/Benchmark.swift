/// One benchmark: what it is called, what it measures, and how.
struct Benchmark: Sendable {
    /// What the user types, and the name of its threshold file.
    let name: String
    /// What it measures, in a line.
    let purpose: String
    /// Measures; blocks for as long as it takes.
    let run: @Sendable (_ isQuick: Bool) async throws -> Report

    /// All of them, in the order in which they run.
    static let all: [Benchmark] = [
        Benchmark(
            name: "expressions",
            purpose: "twenty CEL rules over one setting, beside only reading its JSON",
            run: { try ExpressionsBenchmark().report(isQuick: $0) }
        ),
        Benchmark(
            name: "bundle",
            purpose: "a thousand rules compiled; an assessment beside rules that do not apply",
            run: { try BundleBenchmark().report(isQuick: $0) }
        ),
        Benchmark(
            name: "assessment",
            purpose: "one assessment by the shipped packs, beside only reading the message",
            run: { try assessmentReport(isQuick: $0) }
        ),
        Benchmark(
            name: "sealing",
            purpose: "sealing and keyed hashes, beside SHA-256 of the same bytes; keys made, read, rotated, destroyed",
            run: { try SealingBenchmark().report(isQuick: $0) }
        ),
        Benchmark(
            name: "check",
            purpose: "settei check of a plan of 1,500 resources, beside checkov; loading all packs",
            run: { try CheckBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "query",
            purpose:
                "what rules say of a planned change, asked of running services, beside a question for the store alone",
            run: { try await QueryBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "packs",
            purpose: "changes a second with all packs, beside the one that they are about",
            run: { try await PacksBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "durable",
            purpose: "durable receipted messages a second, beside plain SQLite group commits of the same rows",
            run: { try await DurableBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "evidence",
            purpose: "receipted messages a second with evidence, beside the same store without",
            run: { try await EvidenceBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "scale",
            purpose: "a journal of ten million records: append, start, prove, verify",
            run: { try await ScaleBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "tenants",
            purpose:
                "changes a second of 10,000 tenants through all services, beside one tenant alone; the journal alone",
            run: { try await TenantsBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "pipeline",
            purpose: "changes a second through all four services, until each one's assessment is recorded",
            run: { try await PipelineBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "latency",
            purpose: "from a change to the customer's webhook, at 200 and 1,000 changes a second",
            run: { try await LatencyBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "fairness",
            purpose: "one tenant's changes to alerts while another publishes at ten times its limit, beside quiet",
            run: { try await FairnessBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "scaling",
            purpose: "two checkers beside one, each on a processor of its own; sixteen replicas beside one",
            run: { try await ScalingBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "moving",
            purpose: "how long work stays with a checker that was killed, or that hangs",
            run: { try await MovingBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "soak",
            purpose: "memory, file descriptors and queue ages over two million changes at a steady rate",
            run: { try await SoakBenchmark(isQuick: $0).run() }
        ),
        Benchmark(
            name: "memory",
            purpose: "resident memory of each service over a million messages",
            run: { try await MemoryBenchmark(isQuick: $0).run() }
        ),
    ]
}
