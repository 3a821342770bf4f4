import Glibc
import Installation

/// Measures how long work stays with a checker that is gone: until all that it held is given to the other.
///
/// Two checkers share steady work; one is killed (SIGKILL), or goes on existing and does nothing (SIGSTOP).
struct MovingBenchmark {
    let isQuick: Bool

    func run() async throws -> Report {
        let scene = try await MovingScene(rate: 1_500)
        defer { scene.installation.stop() }
        var report = Report()
        for (name, signal) in [("Killed", SIGKILL), ("Stopped", SIGSTOP)] {
            var (seconds, items) = ([Double](), 0)
            for _ in 0..<(isQuick ? 2 : 5) {
                let moved = try await scene.moved(by: signal)
                seconds.append(moved.max() ?? 0)
                items += moved.count
            }
            report["secondsUntilMoved\(name)"] = seconds.max() ?? 0
            report["itemsMoved\(name)"] = Double(items)
            report.add("secondsUntilMoved\(name)Rounds", seconds)
        }
        await scene.stop()
        return report
    }
}
