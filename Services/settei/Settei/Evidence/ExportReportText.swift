import CommandLine
import EvidenceExport
import JSON

/// What people and programs are told of an archive.
enum ExportReportText {
    static func show(_ report: ExportReport, _ console: Console) {
        for problem in report.problems {
            console.line(console.styled("wrong  ", .red) + Console.printable("\(problem)"))
        }
        let more = report.problemCount - report.problems.count
        if more > 0 { console.line("… and \(more) more") }
        if let manifest = report.manifest { show(manifest, report, console) }
        for note in report.notes { console.note("note: \(note)") }
        console.line(
            report.isValid
                ? console.styled("everything in it is what was recorded", .green)
                : console.styled("\(report.problemCount) problems", .red)
        )
    }

    private static func show(_ manifest: ExportManifest, _ report: ExportReport, _ console: Console) {
        let counts = report.counts
        let whole = manifest.complete ? "all of them" : "those asked for; that none was left out is not proved"
        var lines = [
            ("log", manifest.origin), ("tenant", manifest.tenant.isEmpty ? "none (operators)" : manifest.tenant),
            ("exported", "\(manifest.madeAt) by \(manifest.madeBy)"),
            (
                "records",
                "\(counts.records) of \(manifest.size): \(whole); \(counts.erased) erased, \(counts.withheld) withheld"
            ),
            ("root", manifest.root), ("signed by", trust(report.trust)),
        ]
        if let anchor = report.anchor {
            lines.append(
                ("store log", "entry \(anchor.position) of \(anchor.time), when the log had \(anchor.size) records")
            )
            if !anchor.witnesses.isEmpty { lines.append(("cosigned by", anchor.witnesses.joined(separator: ", "))) }
            if !anchor.unverified.isEmpty {
                lines.append(("not verified", anchor.unverified.joined(separator: ", ") + " (give --witness VKEY)"))
            }
        }
        if report.timestamps > 0 {
            lines.append(("timestamps", "\(report.timestamps); verify them with openssl ts, see README.txt"))
        }
        for (name, value) in lines {
            console.line(Help.pad(name, to: 14) + Console.printable(value))
        }
    }

    private static func trust(_ trust: ExportReport.Trust) -> String {
        switch trust {
        case .pinned(let key): "\(key), which you gave"
        case .ownKey(let key): "\(key), which stands in the archive itself: compare it with the one that you know"
        case .none: "nobody whose key is known"
        }
    }

    static func json(_ report: ExportReport, _ console: Console) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("valid", report.isValid)
        writer.member("origin", report.manifest?.origin)
        writer.member("tenant", report.manifest?.tenant)
        writer.member("size", report.manifest?.size)
        writer.member("root", report.manifest?.root)
        writer.member("complete", report.manifest?.complete)
        writer.member("records", report.counts.records)
        writer.member("erased", report.counts.erased)
        writer.member("withheld", report.counts.withheld)
        switch report.trust {
        case .pinned(let key):
            writer.member("key", key)
            writer.member("pinned", true)
        case .ownKey(let key):
            writer.member("key", key)
            writer.member("pinned", false)
        case .none: break
        }
        if let anchor = report.anchor {
            writer.member("storeEntry", anchor.position)
            writer.member("storeTime", anchor.time)
            writer.key("witnesses")
            writer.beginArray()
            for name in anchor.witnesses { writer.string(name) }
            writer.endArray()
        }
        writer.member("timestamps", report.timestamps)
        writer.member("problemCount", report.problemCount)
        writer.key("problems")
        writer.beginArray()
        for problem in report.problems {
            writer.beginObject()
            writer.member("file", problem.file)
            writer.member("line", problem.line)
            writer.member("index", problem.index)
            writer.member("id", problem.id)
            writer.member("what", problem.what)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        console.line(writer.text)
    }
}
