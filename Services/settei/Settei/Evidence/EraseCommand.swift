import Bus
import CommandLine
import Messages

/// `settei evidence erase`: destroys a tenant's keys, and so everything that they seal.
enum EraseCommand {
    static let erase = Command(
        "evidence erase",
        "destroy a tenant's keys, so that nobody can read its evidence any more; leaves and proofs stay",
        options: [
            Option("tenant", "TENANT", environment: "SETTEI_TENANT", "whose evidence"),
            Option("everything", "all of it, the state that is known of the tenant too: the end of a contract"),
            Option("class", "CLASS", "only settings, verdicts, notices or operations; several with commas"),
            Option("from", "MONTH", "from this month on, such as 2026-04"),
            Option("to", "MONTH", "up to this month, which is erased too"),
            Option("reason", "TEXT", "why; this stays readable, so it must tell nothing of what is erased"),
            Option("yes", "TENANT", "the tenant again: there is no way back"),
        ] + Option.connection,
        examples: [
            "settei evidence erase --tenant acme --everything --reason 'contract ended 2026-10-31' --yes acme",
            "settei evidence erase --tenant acme --class notices --to 2024-12 --reason 'request 88' --yes acme",
        ]
    ) { arguments, console in
        let tenant = try InputMistake.tenant(arguments["tenant"])
        guard arguments["yes"] == tenant else {
            throw CommandFailure(
                .usage,
                "erased evidence cannot be read again by anybody; to go on, add --yes \(tenant)"
            )
        }
        let classes = try arguments.list("class", of: EvidenceClass.self)
        let isEverything = arguments.has("everything")
        let (from, to) = (try month("from", arguments), try month("to", arguments))
        guard !isEverything || (classes.isEmpty && from == nil && to == nil) else {
            throw CommandFailure(.usage, "--everything takes no --class, --from or --to")
        }
        guard isEverything || !classes.isEmpty || from != nil || to != nil else {
            throw CommandFailure(.usage, "say what to erase: --everything, or --class, --from, --to")
        }
        let order = ErasureOrdered(
            tenant: tenant,
            everything: isEverything ? true : nil,
            classes: classes.isEmpty ? nil : classes,
            from: from,
            to: to,
            reason: try OperatorMessage.reason(arguments)
        )
        return try await OperatorMessage.publish(.erasureOrdered, subject: tenant, order, arguments, console)
    }

    private static func month(_ name: String, _ arguments: Arguments) throws -> Month? {
        guard let text = arguments[name] else { return nil }
        guard let month = Month(text) else {
            throw CommandFailure(.usage, "--\(name) must be a month such as 2026-04, not '\(Console.printable(text))'")
        }
        return month
    }
}
