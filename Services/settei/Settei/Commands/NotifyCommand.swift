import Bus
import CommandLine
import Foundation
import JSON
import Messages

/// `settei notify …`: whether people can be told.
enum NotifyCommand {
    static let test = Command(
        "notify test",
        "send a test alert to each of a tenant's routes and show what the receivers answer",
        options: [
            Option("tenant", "TENANT", environment: "SETTEI_TENANT", "whose routes"),
            Option("profile", "FILE", "the profile as JSON; default: as the store has it (needs an operator's key)"),
            Option("notifier", "PROGRAM", "the notifier; default: the one beside settei"),
            Option("notifier-config", "FILE", "its configuration: mail server, secrets, directory"),
        ] + Option.connection,
        examples: [
            "settei notify test --tenant acme --notifier-config /etc/settei/notifier.yaml",
            "settei notify test --tenant acme --profile acme.json --json",
        ]
    ) { arguments, console in
        let tenant = try InputMistake.tenant(arguments["tenant"])
        if let path = arguments["profile"] { return try run(tenant, profile: path, arguments, console) }
        let bytes = try await Store.with(arguments) { try await profile(of: tenant, in: $0) }
        let file = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString).json")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try run(tenant, profile: file.path, arguments, console)
    }

    /// The newest of the two kinds of message that carry a profile.
    private static func profile(of tenant: String, in store: Store) async throws -> [UInt8] {
        var newest: FeedMessage?
        for kind in [Kind.tenantRegistered, .tenantUpdated] {
            var request = QueryRequest(id: "profile", op: .latest)
            request.kind = kind.rawValue
            request.subject = tenant
            request.tenant = tenant
            let found = try await store.ask(request).messages.first
            if let found, found.seq > newest?.seq ?? 0 { newest = found }
        }
        guard let newest else {
            throw CommandFailure(
                .negative,
                "the store has no profile of tenant \(tenant); the policy-registry publishes them"
            )
        }
        return newest.bytes
    }

    /// Lets the notifier do it, since it alone has the secrets; its exit status is ours.
    private static func run(
        _ tenant: String,
        profile: String,
        _ arguments: Arguments,
        _ console: Console
    ) throws -> ExitStatus {
        var words = ["--send-test", tenant, "--profile", profile, "--log-level", "error"]
        if let configuration = arguments["notifier-config"] { words += ["--config", configuration] }
        if arguments.has("json") { words += ["--json", "true"] }
        return try ProgramBeside.run("notifier", instead: arguments["notifier"], words) == 0 ? .success : .negative
    }
}
