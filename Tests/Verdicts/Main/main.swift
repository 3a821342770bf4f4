import Foundation
import Judging

// Verdicts [OPTION…]: judges the rule packs of the current directory by cases that others have labelled; see ../README.md.

func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

let words = Array(CommandLine.arguments.dropFirst())
if words.contains("--help") {
    print(VerdictOptions.usage)
    exit(0)
}
do throws(VerdictOptions.Mistake) {
    let options = try VerdictOptions(words, environment: ProcessInfo.processInfo.environment)
    let run = VerdictRun(options, print: { print($0) }, note: note)
    exit(run.run(root: options.root ?? FileManager.default.currentDirectoryPath))
} catch {
    note("verdicts: \(error)\n\n\(VerdictOptions.usage)")
    exit(64)
}
