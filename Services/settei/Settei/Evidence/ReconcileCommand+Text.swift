import CommandLine
import JSON
import Messages

/// What people and programs are told of a comparison.
extension ReconcileCommand {
    static func show(_ result: Reconciliation, _ arguments: Arguments, _ console: Console) {
        var rows = result.onlyTheirs.map { row("only theirs", $0) } + result.onlyOurs.map { row("only ours", $0) }
        if arguments.has("all") {
            rows += result.matched.map { match in
                var cells = row("matched", match.theirs)
                cells[cells.count - 1] += ", \(match.ours.place)"
                return cells
            }
        }
        if !rows.isEmpty { console.table(["STATE", "TIME", "ACTOR", "ADDRESS", "ACTION", "RESOURCE", "PLACE"], rows) }
        console.line(
            "\(result.matched.count) matched, \(result.onlyTheirs.count) only in their log, \(result.onlyOurs.count) only in our records"
        )
    }

    private static func row(_ state: String, _ use: PrivilegedUse) -> [String] {
        [state, use.time.text, use.actor, use.address ?? "", use.action ?? "", use.resource ?? "", use.place]
    }

    static func json(_ result: Reconciliation, _ arguments: Arguments, _ console: Console) {
        for use in result.onlyTheirs { console.line(line("only-theirs", theirs: use, ours: nil)) }
        for use in result.onlyOurs { console.line(line("only-ours", theirs: nil, ours: use)) }
        // For programs everything counts, whatever people want to see.
        for match in result.matched { console.line(line("matched", theirs: match.theirs, ours: match.ours)) }
    }

    private static func line(_ state: String, theirs: PrivilegedUse?, ours: PrivilegedUse?) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("state", state)
        for (name, use) in [("theirs", theirs), ("ours", ours)] {
            guard let use else { continue }
            writer.key(name)
            writer.beginObject()
            writer.member("time", use.time.text)
            writer.member("actor", use.actor)
            writer.member("address", use.address)
            writer.member("action", use.action)
            writer.member("resource", use.resource)
            writer.member("place", use.place)
            writer.endObject()
        }
        writer.endObject()
        return writer.text
    }
}
