import CommandLine

/// `settei journal …`: where the journal is; the evidence-store beside settei does it.
enum JournalCommand {
    static let move = StoreTool.command(
        "journal move",
        tool: "move",
        "copy a journal from its files into an empty PostgreSQL database, and verify it there",
        options: [
            Option("from", "DIRECTORY", "the journal in files; default var/journal"),
            Option("to", "URL", "an empty database: postgresql://USER@HOST/DATABASE"),
        ] + EvidenceTools.journal.filter { $0.name != "journal" } + [
            Option("threads", "COUNT", "threads that verify; default 2")
        ],
        examples: ["settei journal move --from var/journal --to postgresql://settei@db.example/settei"]
    )
}
