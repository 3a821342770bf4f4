import CommandLine
import Messages
import Threading

/// `evidence-store fsck`: whether everything that is stored is whole.
enum FsckTool {
    static let command = Command(
        "fsck",
        "look at files, database, keys, evidence, holds and derived tables, and name every fault",
        options: JournalOptions.options + [VerifyTool.keyOption, VerifyTool.checkpointOption],
        examples: [
            "settei evidence fsck --journal var/journal",
            "settei evidence fsck --checkpoint /mnt/copy/checkpoint.txt",
        ]
    ) { arguments, console in
        let options = try JournalOptions(arguments)
        var fsck = Fsck(configuration: options.configuration)
        fsck.key = try arguments["key"].map(VerifyTool.publicKey)
        fsck.kept = try (arguments.values["checkpoint"] ?? []).map(VerifyTool.kept)
        return run(fsck, console)
    }

    static func run(_ fsck: Fsck, _ console: Console) -> ExitStatus {
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        var count = 0
        for step in Fsck.Step.allCases {
            var bar = ProgressBar(step.rawValue, total: nil, on: console)
            let faults = fsck.run([step], now: now) { bar.show($1, of: $2) }
            bar.end()
            for fault in faults { console.line(Console.printable(fault.description)) }
            if faults.isEmpty { console.line("\(step.rawValue): whole") }
            count += faults.count
        }
        console.line(count == 0 ? "no faults" : "\(count) faults")
        return count == 0 ? .success : .negative
    }
}
