import Foundation
import TestSupport

/// What other engines reach on the same rules and setting, in the same run: `peers.py` beside the shared test data.
struct Peers {
    /// Settings a second of cel-cpp, each evaluated by every rule, the JSON read each time.
    let withParse: Double
    /// The same with the JSON read once.
    let decoded: Double

    /// Runs the script with the Python named by `SETTEI_PEERS_PYTHON`; nil where it is not set or the script is absent.
    static func run() throws -> Peers? {
        guard let python = ProcessInfo.processInfo.environment["SETTEI_PEERS_PYTHON"],
            let script = Corpora.folder?.deletingLastPathComponent().appending(path: "bench/peers.py")
        else { return nil }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard let withParse = rate("cel-cpp, with parse", in: output),
            let decoded = rate("cel-cpp, decoded input", in: output)
        else { throw BenchmarkError(description: "peers.py printed no figures of cel-cpp: \(output)") }
        return Peers(withParse: withParse, decoded: decoded)
    }

    private static func rate(_ name: String, in output: String) -> Double? {
        let line = output.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Double($0) }
    }
}
