import JSON

extension ReportText {
    /// One object with everything.
    func json(controls: Bool) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        write("corpora", report.corpora, to: &writer)
        write("platforms", report.platforms, to: &writer)
        writer.key("total")
        write(report.total, to: &writer)
        if controls { writeControls(to: &writer) }
        writer.key("differing")
        writer.beginArray()
        for judgement in report.differing {
            writer.beginObject()
            writer.member("case", judgement.item.id)
            writer.member("check", judgement.item.check)
            writer.member("expected", judgement.item.expectation.rawValue)
            writer.member("found", judgement.answer)
            writer.member("reason", lists.reviewed.reasons[judgement.item.id])
            writer.endObject()
        }
        writer.endArray()
        writer.key("unlisted")
        writer.beginArray()
        for control in report.unlisted {
            writer.beginObject()
            writer.member("platform", control.platform.rawValue)
            writer.member("check", control.check)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.text
    }

    private func write(_ name: String, _ lines: [VerdictReport.Line], to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        for line in lines { write(line, to: &writer) }
        writer.endArray()
    }

    private func write(_ line: VerdictReport.Line, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", line.name)
        writer.member("inScope", line.inScope)
        writer.member("withRule", line.withRule)
        write(line.tally, to: &writer)
        writer.member("checksDecided", line.decided)
        writer.member("checksGood", line.good)
        writer.member("checksAccounted", line.accounted)
        writer.endObject()
    }

    private func write(_ tally: Tally, to writer: inout JSONWriter) {
        writer.member("cases", tally.judged)
        writer.member("agreed", tally.agreed)
        writer.member("reviewed", tally.reviewed)
        writer.member("differing", tally.differing)
        writer.member("undecided", tally.undecided)
        if let agreement = tally.agreement {
            writer.key("agreement")
            writer.double(agreement)
        }
    }

    private func writeControls(to writer: inout JSONWriter) {
        writer.key("controls")
        writer.beginArray()
        for (control, tally) in report.controls {
            writer.beginObject()
            writer.member("check", control.check)
            writer.member("platform", control.platform.rawValue)
            write(tally, to: &writer)
            writer.endObject()
        }
        writer.endArray()
    }
}
