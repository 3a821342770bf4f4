import CommandLine
import Crypto
import EvidenceLog
import Foundation
import Messages

/// `evidence-store verify`: whether everything is what was recorded and signed.
enum VerifyTool {
    static let command = Command(
        "verify",
        "verify every message, log, tile and checkpoint, and name what is not what was recorded",
        options: JournalOptions.options + VerifyCopyTool.options + [
            keyOption, checkpointOption,
            Option("without-keys", "do not open contents: logs and checkpoints only"),
            Option("threads", "COUNT", "threads that read; default 2"),
        ],
        examples: [
            "settei evidence verify --journal var/journal",
            "settei evidence verify --copy s3://example-evidence/tokyo-1 --key settei.example.com/store+1a2b… --without-keys",
            "settei evidence verify --key settei.example.com/store+1a2b3c4d+AbC… --without-keys",
        ]
    ) { arguments, console in
        if let place = arguments["copy"] { return try VerifyCopyTool.run(place, arguments, console) }
        let options = try JournalOptions(arguments)
        let vault = arguments.has("without-keys") ? nil : try options.vault()
        let key = try arguments["key"].map(publicKey) ?? options.publicKey()
        let threads = try arguments.integer("threads", in: 1...64, default: 2)
        let kept = try (arguments.values["checkpoint"] ?? []).map(Self.kept)
        let report: EvidenceVerifier.Report
        do {
            let verifier = try EvidenceVerifier(options.configuration, vault: vault, key: key, threads: threads)
            var bar = ProgressBar("verifying", total: Int(verifier.head), on: console)
            report = try verifier.run(kept: kept) { bar.show(Int($0)) }
            bar.end()
        } catch let error as JournalError {
            throw CommandFailure(.badInput, error.description)
        }
        return show(report, hasKeys: vault != nil, console)
    }

    static let keyOption = Option(
        "key",
        "VKEY",
        "the store's verifier key, from a place you trust; default: that of --signing-key"
    )
    static let checkpointOption = Option(
        "checkpoint",
        "FILE",
        "a checkpoint kept elsewhere, as by a witness or the copy: nothing of it may be missing"
    )

    static func kept(_ path: String) throws -> KeptCheckpoint {
        do {
            return KeptCheckpoint(note: try SignedNote(bytes: Array(Data(contentsOf: URL(filePath: path)))))
        } catch {
            throw CommandFailure(.badInput, "--checkpoint \(path): \(error)")
        }
    }

    static func publicKey(_ vkey: String) throws -> Ed25519.PublicKey { try noteVerifier(vkey).publicKey }

    static func noteVerifier(_ vkey: String) throws -> NoteVerifier {
        do throws(LogFormatError) {
            return try NoteVerifier(vkey: vkey)
        } catch {
            throw CommandFailure(.usage, "\(vkey) is no verifier key: \(error)")
        }
    }

    static func show(_ report: EvidenceVerifier.Report, hasKeys: Bool, _ console: Console) -> ExitStatus {
        for fault in report.faults { console.line(Console.printable(fault.description)) }
        if report.faultCount > report.faults.count {
            console.line("and \(report.faultCount - report.faults.count) more")
        }
        let erased = report.erased > 0 ? ", \(report.erased) of them erased" : ""
        if report.unsigned > 0 { console.note("\(report.unsigned) messages at the end are in no signed entry yet") }
        let contents = hasKeys ? "" : "; contents were not opened"
        console.line(
            """
            \(report.messages) messages\(erased), \(report.tenants) logs, \(report.entries) signed entries: \
            \(report.faultCount == 0 ? "all as recorded" : "\(report.faultCount) faults")\(contents)
            """
        )
        return report.faultCount == 0 ? .success : .negative
    }
}
