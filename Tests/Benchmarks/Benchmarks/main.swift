import Foundation

let usage = """
    usage: Benchmarks [NAME…] [--quick] [--out DIR]

    Measures and prints one JSON object for each benchmark, and compares with what was agreed in
    Tests/Benchmarks/results/NAME.json. Build it and the services for release; deploy/test --bench does.

    \(Benchmark.all.map { "  \($0.name.padding(toLength: 13, withPad: " ", startingAt: 0))\($0.purpose)" }.joined(separator: "\n"))

      --quick      fewer messages and rounds: a first impression
      --out DIR    also write each object to DIR/NAME.json
      --help       this

    SETTEI_BENCH_JOURNAL
                   folder in which scale keeps its journal for the next run
    SETTEI_BIN     folder of the built services; beside this program by default
    exit           0 all as agreed; 1 something is worse, with a diff; 64 wrong arguments; 70 a benchmark failed
    """

func end(_ status: Int32, _ text: String) -> Never {
    FileHandle.standardError.write(Data((text + "\n").utf8))
    exit(status)
}

await StoreStandIn.serveIfAsked()

var names: [String] = []
var isQuick = false
var folder: String?
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--help", "-h":
        print(usage)
        exit(0)
    case "--quick": isQuick = true
    case "--out":
        guard let next = arguments.popFirst() else { end(64, "--out needs a folder") }
        folder = next
    case let name where Benchmark.all.contains { $0.name == name }: names.append(name)
    default: end(64, "unknown: \(argument)\n\n\(usage)")
    }
}

var status: Int32 = 0
for benchmark in Benchmark.all where names.isEmpty || names.contains(benchmark.name) {
    do {
        let report = try await benchmark.run(isQuick)
        let misses = try Thresholds(of: benchmark.name).misses(in: report, of: benchmark.name)
        let json = report.json(name: benchmark.name, isQuick: isQuick, misses: misses)
        print(json)
        if let folder {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data((json + "\n").utf8).write(to: URL(filePath: folder).appending(path: "\(benchmark.name).json"))
        }
        for miss in misses { FileHandle.standardError.write(Data((miss + "\n").utf8)) }
        if !misses.isEmpty { status = max(status, 1) }
    } catch {
        FileHandle.standardError.write(Data("\(benchmark.name): \(error)\n".utf8))
        status = 70
    }
}
exit(status)
