import Foundation
import JSON
import TestSupport

/// What was agreed for a benchmark, from `Tests/Benchmarks/results/<name>.json`, and what of it a report misses.
///
/// Machines differ and are shared, so what is agreed are ratios of figures of one run, with slack; limits that do not depend on the
/// machine, such as memory, have a slack of 0.
struct Thresholds {
    private struct Agreed {
        let figure: String
        let value: Double
        let slack: Double
        let higherIsBetter: Bool

        /// The worst value that still passes.
        var limit: Double { higherIsBetter ? value * (1 - slack) : value * (1 + slack) }

        func isMet(by value: Double) -> Bool { higherIsBetter ? value >= limit : value <= limit }
    }

    private let agreed: [Agreed]

    /// Reads the file of a benchmark; nothing is agreed where there is none.
    init(of name: String) throws {
        let url = Corpora.package.appending(path: "Tests/Benchmarks/results/\(name).json")
        guard let data = try? Data(contentsOf: url) else {
            agreed = []
            return
        }
        let document = try JSONDocument(Array(data))
        agreed = (document.root["agreed"]?.elements.map(\.self) ?? []).map { node in
            Agreed(
                figure: node["figure"]?.string ?? "",
                value: node["value"]?.double ?? 0,
                slack: node["slack"]?.double ?? 0,
                higherIsBetter: node["better"]?.string != "lower"
            )
        }
    }

    /// The lines of a diff for each figure that is worse than agreed.
    func misses(in report: Report, of name: String) -> [String] {
        agreed.compactMap { agreed in
            let value = report[agreed.figure]
            if let value, agreed.isMet(by: value) { return nil }
            let bound = agreed.higherIsBetter ? "at least" : "at most"
            return """
                --- agreed in results/\(name).json
                +++ measured
                -\(agreed.figure): \(agreed.value) (\(bound) \((agreed.limit * 1_000).rounded() / 1_000))
                +\(agreed.figure): \(value.map { "\(($0 * 1_000).rounded() / 1_000)" } ?? "missing")
                """
        }
    }
}
