import Bus
import CommandLine
import Messages

/// `settei evidence hold …`: keeps evidence beyond retention and erasure, and lets go of it.
enum HoldCommand {
    static let place = Command(
        "evidence hold place",
        "keep a tenant's evidence, or a part of it, whatever retention and erasure say",
        operands: "HOLD",
        options: [
            Option("tenant", "TENANT", environment: "SETTEI_TENANT", "whose evidence"),
            Option("from", "TIME", "only records from this time on, such as 2026-04-01T00:00:00Z"),
            Option("to", "TIME", "only records before this time; default: also those to come"),
            Option("resource", "KEY", "only what is about this resource, by its key"),
            Option("finding", "FINDING", "only what is about this finding, by its id"),
            Option("reason", "TEXT", "why, for the record: a case, a request, a law"),
            Option("by", "NAME", "who asked for it"),
        ] + Option.connection,
        examples: [
            "settei evidence hold place case-2026-17 --tenant acme --reason 'court order 2026-17'",
            "settei evidence hold place audit-9 --tenant acme --from 2026-04-01T00:00:00Z --to 2026-07-01T00:00:00Z --reason audit",
        ]
    ) { arguments, console in
        let hold = HoldPlaced(
            hold: try name(arguments),
            tenant: try InputMistake.tenant(arguments["tenant"]),
            from: try OperatorMessage.time("from", arguments),
            to: try OperatorMessage.time("to", arguments),
            resource: arguments["resource"],
            finding: arguments["finding"],
            reason: try OperatorMessage.reason(arguments),
            by: arguments["by"]
        )
        return try await OperatorMessage.publish(.holdPlaced, subject: hold.hold, hold, arguments, console)
    }

    static let release = Command(
        "evidence hold release",
        "end a hold: what only it kept is destroyed",
        operands: "HOLD",
        options: [Option("reason", "TEXT", "why, for the record")] + Option.connection,
        examples: ["settei evidence hold release case-2026-17 --reason 'case closed'"]
    ) { arguments, console in
        let release = HoldReleased(hold: try name(arguments), reason: try OperatorMessage.reason(arguments))
        return try await OperatorMessage.publish(.holdReleased, subject: release.hold, release, arguments, console)
    }

    private static func name(_ arguments: Arguments) throws -> String {
        guard let name = arguments.operands.first, arguments.operands.count == 1, TenantProfile.isValid(id: name) else {
            throw CommandFailure(.usage, "HOLD must be one name of 1 to 63 of a-z, 0-9 and -, not starting with -")
        }
        return name
    }
}
