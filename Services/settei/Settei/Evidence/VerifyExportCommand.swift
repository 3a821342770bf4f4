import Archive
import CommandLine
import EvidenceExport
import EvidenceLog
import Foundation
import JSON

/// `settei evidence verify-export`: whether an archive is what was recorded; needs no store and no network.
enum VerifyExportCommand {
    static let command = Command(
        "evidence verify-export",
        "verify an exported archive, without a store and without a network",
        operands: "FILE.zip",
        options: [
            Option("key", "VKEY", "the store's key, name+hash+base64; several may be given"),
            Option("witness", "VKEY", "a witness's key; several may be given"),
        ],
        examples: [
            "settei evidence verify-export acme.zip --key 'log.example.com/store+1c9f…+AQ…'",
            "settei evidence verify-export acme.zip --json",
        ]
    ) { arguments, console in
        let path = try arguments.operand("FILE.zip")
        let verifier = try verifier(arguments)
        let report = try verify(path, verifier, console)
        arguments.has("json") ? ExportReportText.json(report, console) : ExportReportText.show(report, console)
        return report.isValid ? .success : .negative
    }

    static func verifier(_ arguments: Arguments, option: String = "key") throws -> ExportVerifier {
        ExportVerifier(keys: try keys(arguments, option), witnesses: try keys(arguments, "witness"))
    }

    private static func keys(_ arguments: Arguments, _ option: String) throws -> [NoteVerifier] {
        try (arguments.values[option] ?? []).map { text in
            do throws(LogFormatError) {
                return try NoteVerifier(vkey: text)
            } catch {
                throw CommandFailure(
                    .usage,
                    "--\(option) takes a key such as log.example.com/store+1c9f03aa+AQ…: \(error.problem)"
                )
            }
        }
    }

    /// Verifies with a bar; a file that is no archive is bad input, not a finding.
    static func verify(
        _ path: String,
        _ verifier: ExportVerifier,
        _ console: Console,
        each: (ExportRecord) throws -> Void = { _ in }
    ) throws -> ExportReport {
        var bar = ProgressBar("verifying", total: nil, on: console)
        defer { bar.end() }
        do {
            return try verifier.verify(
                path,
                progress: { done, total in bar.show(Int(clamping: done), of: Int(clamping: total)) },
                each: each
            )
        } catch let error as ArchiveError {
            guard case .system = error else {
                throw CommandFailure(.badInput, "\(Console.printable(path)): \(Console.printable("\(error)"))")
            }
            throw CommandFailure(.inputOutput, Console.printable("\(error)"))
        }
    }
}
