import Archive
import CommandLine
import Messages
import Threading

/// `evidence-store restore`: a journal from a backup and from what the copy has beyond it, verified before it is there.
enum RestoreTool {
    static let command = Command(
        "restore",
        "bring a journal back from a backup, verified, with what the copy has beyond it",
        options: JournalOptions.options + [
            Option("from", "FILE", "the backup's archive"),
            Option("to", "DIRECTORY", "where to unpack a backup of the provider's settings"),
            Option("copy", "PLACE", "the store's copy, a directory or s3://bucket/prefix: what it has more is taken"),
        ] + CopyOptions.bucket + [
            Option("checkpoint", "FILE", "the newest checkpoint of the store log that anybody has, such as a witness"),
            Option("accept-loss", "go on where something signed is missing or may be, under a new name"),
        ],
        examples: [
            "settei evidence restore --from settei-tenants.zip --journal var/journal --copy s3://evidence/settei",
            "settei evidence restore --from settei-provider.zip --to settings",
        ]
    ) { arguments, console in
        guard let from = arguments["from"] else { throw CommandFailure(.usage, "--from is missing: the backup") }
        do {
            let backup = try BackupReader(path: from)
            if backup.manifest.part == .provider { return try unpack(backup, arguments, console) }
            return try restore(backup, arguments, console)
        } catch let error as CommandFailure {
            throw error
        } catch let error as BackupError {
            throw CommandFailure(.badInput, error.description)
        } catch let error as ArchiveError {
            throw CommandFailure(.badInput, error.description)
        } catch let error as CopyError {
            throw CommandFailure(.badInput, "the copy: \(error)")
        } catch {
            throw CommandFailure(.badInput, "\(JournalError(any: error))")
        }
    }

    private static func unpack(_ backup: BackupReader, _ arguments: Arguments, _ console: Console) throws -> ExitStatus
    {
        guard let folder = arguments["to"] else { throw BackupError.otherPart(.provider) }
        try Restore.requireEmpty(folder)
        try backup.unpack(to: folder)
        console.line(Console.printable("\(folder): \(backup.manifest.files.count) files, as they were"))
        return .success
    }

    private static func restore(_ backup: BackupReader, _ arguments: Arguments, _ console: Console) throws -> ExitStatus
    {
        let options = try JournalOptions(arguments)
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        var restore = Restore(backup: backup, configuration: options.configuration, now: now)
        restore.copy = try arguments["copy"].map { try CopyOptions.configuration(of: $0, arguments).target() }
        restore.acceptsLoss = arguments.has("accept-loss")
        restore.checkpoint = try arguments["checkpoint"].map { try VerifyTool.kept($0).note }
        var step = ""
        var bar = ProgressBar("verifying", total: nil, on: console)
        let report = try restore.run { what, done, total in
            if what != step {
                if !step.isEmpty { bar.end() }
                (step, bar) = (what, ProgressBar(what, total: nil, on: console))
            }
            bar.show(Int(done), of: Int(total))
        }
        bar.end()
        show(report, options.configuration.directory, hasCopy: restore.copy != nil, console)
        return .success
    }

    static func show(_ report: Restore.Report, _ directory: String, hasCopy: Bool, _ console: Console) {
        let verified = report.verified
        console.line("\(verified.messages) messages and \(verified.entries) signed entries, all as recorded")
        if hasCopy {
            console.line(
                "\(report.takenMessages) messages and \(report.takenEntries) entries of them from the copy"
            )
        }
        if report.destroyedKeys > 0 {
            console.line("\(report.destroyedKeys) keys were destroyed after the backup: what they sealed stays erased")
        }
        if report.differences > 0 { console.line("\(report.differences) derived rows were made again") }
        for order in report.orders { console.line("\(order): the backup does not have it: give the order again") }
        let last = report.lastRecorded.map { " after \($0.text)" } ?? ""
        if report.missingEntries > 0 {
            console.line("MISSING: \(report.missingEntries) signed entries and every message receipted\(last)")
        } else if report.isComplete {
            console.line("nothing is missing that the checkpoint covers")
        } else {
            console.line("whatever was receipted\(last) is missing; nothing given here tells whether there was any")
        }
        if let origin = report.newOrigin {
            console.line(
                "checkpoints bear the name \(origin) from now on: tell who verifies them, and give the copy a new place"
            )
        }
        console.line(Console.printable("\(directory): restored; its store begins a new epoch when it starts"))
    }
}
