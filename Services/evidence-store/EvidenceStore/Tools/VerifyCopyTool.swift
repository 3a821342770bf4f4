import CommandLine
import Crypto
import EvidenceLog
import Keystore

/// `evidence-store verify --copy PLACE`: whether a copy, read alone, is what was recorded and signed.
enum VerifyCopyTool {
    static let options =
        [Option("copy", "PLACE", "verify this copy alone: a directory, or s3://bucket/prefix")] + CopyOptions.bucket + [
            Option(
                "witness",
                "VKEY",
                "of a copy: a witness's key, whose cosignatures must be right; several may be given"
            )
        ]

    /// Prints what is wrong, and what was looked at.
    static func run(_ place: String, _ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let configuration = CopyOptions.configuration(of: place, arguments)
        let options = try JournalOptions(arguments)
        let vault = arguments.has("without-keys") ? nil : try options.vault()
        let report: CopyReport
        do {
            let target = try configuration.target()
            let verifiers = try verifiers(arguments["key"], options, target)
            let witnesses = try (arguments.values["witness"] ?? []).map(VerifyTool.noteVerifier)
            let verifier = CopyVerifier(
                target,
                verifiers: verifiers,
                witnesses: witnesses,
                opener: vault.map(opener)
            )
            var bar: ProgressBar?
            report = try verifier.run { number, last in
                if bar == nil { bar = ProgressBar("verifying", total: Int(last), on: console) }
                bar?.show(Int(number))
            }
            bar?.end()
        } catch let error as CopyError {
            throw CommandFailure(.badInput, error.description)
        }
        return show(report, hasKeys: vault != nil, console)
    }

    static func show(_ report: CopyReport, hasKeys: Bool, _ console: Console) -> ExitStatus {
        for problem in report.problems { console.line(Console.printable(problem.description)) }
        if report.problems.count == CopyVerifier.maximumProblems { console.line("and perhaps more") }
        if report.unsigned > 0 { console.note("\(report.unsigned) messages at the end are in no signed entry yet") }
        let erased = report.erased > 0 ? ", \(report.erased) of them erased" : ""
        let contents = hasKeys ? "" : "; contents were not opened"
        let verdict = report.problems.isEmpty ? "all as recorded" : "\(report.problems.count) faults"
        if report.cosignatures + report.timestamps > 0 {
            console.line(
                """
                \(report.cosignatures) cosignatures, \(report.cosigned) of them verified; \(report.timestamps) timestamps of \
                these checkpoints, whose signatures openssl ts verifies
                """
            )
        }
        console.line(
            """
            \(report.segments) segments, \(report.messages) messages\(erased), \(report.entries) signed entries, \
            \(report.tiles) tiles and bundles: \(verdict)\(contents)
            """
        )
        return report.problems.isEmpty && report.isComplete ? .success : .negative
    }

    /// The key that is given, or that of this machine under the name that the copy's first entry has.
    private static func verifiers(
        _ vkey: String?,
        _ options: JournalOptions,
        _ target: any CopyTarget
    ) throws -> [NoteVerifier] {
        guard let vkey else {
            let key = try options.publicKey()
            return try name(in: target).map { [NoteVerifier(name: $0, key: key)] } ?? []
        }
        return [try VerifyTool.noteVerifier(vkey)]
    }

    /// Who says to have signed the first entry of the store log.
    private static func name(in target: any CopyTarget) throws -> String? {
        let reader = CopyReader(target: target)
        var number: UInt64 = 1
        while let segment = try reader.segment(number)?.segment {
            for case .entry(let entry) in segment.records {
                return try? SignedNote(encoded: entry.checkpoint).signatures.first?.name
            }
            number += 1
        }
        return nil
    }

    private static func opener(_ vault: KeyVault) -> CopyVerifier.Opener {
        { kid, sealed, label in
            guard let id = KeyID(bytes: kid), let bytes = try vault.bytes(of: id), let key = SealingKey(bytes: bytes)
            else { return nil }
            return try key.open(sealed, label: label)
        }
    }
}
