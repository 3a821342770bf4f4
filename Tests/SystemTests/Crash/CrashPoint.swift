import Foundation
import Installation

/// One way in which a store is brought down, drawn at random.
enum CrashPoint: Sendable, CustomStringConvertible {
    /// SIGKILL after so many microseconds, whatever it does then.
    case kill(microseconds: Int)
    /// SIGKILL as it makes its N-th call of a kind.
    case killAt(call: String, count: Int)
    /// The N-th call of a kind fails, and every `step`-th after it where there is one; then SIGKILL.
    case failure(call: String, error: String, count: Int, step: Int?, goesOn: Bool)

    /// Draws one: a quarter at random times, a third in the midst of a call, the rest are calls that fail.
    static func random(_ random: inout some RandomNumberGenerator) -> CrashPoint {
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<3: .kill(microseconds: Int.random(in: 10_000...600_000, using: &random))
        case 3..<7:
            switch Int.random(in: 0..<3, using: &random) {
            case 0: .killAt(call: "fdatasync", count: Int.random(in: 1...25, using: &random))
            case 1: .killAt(call: "fsync", count: Int.random(in: 1...3, using: &random))
            default: .killAt(call: "pwrite64", count: Int.random(in: 1...300, using: &random))
            }
        default: failure(&random)
        }
    }

    private static func failure(_ random: inout some RandomNumberGenerator) -> CrashPoint {
        let calls = [
            ("fdatasync", 25), ("fdatasync", 8), ("pwrite64", 300), ("pwrite64", 100), ("pwrite64", 20), ("fsync", 2),
            ("ftruncate", 2), ("write", 100),
        ]
        let call = calls[Int.random(in: 0..<calls.count, using: &random)]
        let steps: [Int?] = [nil, nil, nil, 1, 3, 17]
        return .failure(
            call: call.0,
            error: Bool.random(using: &random) ? "EIO" : "ENOSPC",
            count: Int.random(in: 1...call.1, using: &random),
            step: steps[Int.random(in: 0..<steps.count, using: &random)],
            goesOn: Int.random(in: 0..<4, using: &random) == 0
        )
    }

    /// What strace is told to do; nil where the store runs by itself.
    ///
    /// Source: strace(1), "Tampering". What SQLite calls is looked for on the files of journal and keystore alone; `write` everywhere.
    func options(files: [String]) -> [String]? {
        switch self {
        case .kill: return nil
        case .killAt(let call, let count): return Self.options(call, "signal=KILL:when=\(count)", files)
        case .failure(let call, let error, let count, let step, _):
            let when = step.map { "\(count)+\($0)" } ?? "\(count)"
            return Self.options(call, "error=\(error):when=\(when)", call == "write" ? [] : files)
        }
    }

    private static func options(_ call: String, _ what: String, _ files: [String]) -> [String] {
        ["-e", "trace=\(call)", "-e", "inject=\(call):\(what)", "-e", "signal=none"] + files.flatMap { ["-P", $0] }
    }

    var description: String {
        switch self {
        case .kill(let microseconds): "SIGKILL after \(microseconds) µs"
        case .killAt(let call, let count): "SIGKILL at \(call) \(count)"
        case .failure(let call, let error, let count, let step, _):
            "\(call) \(count)\(step.map { "+\($0)" } ?? "") fails with \(error)"
        }
    }
}
