import CommandLine
import Foundation

/// `settei keys installation`: all keys of an installation.
enum KeysInstallationCommand {
    /// Whose keys are made where none are named: those of the sample tenants.
    static let samples = ["acme-ci=acme", "globex-ci=globex"]

    static let make = Command(
        "keys installation",
        "make the keys of a whole installation, a folder for each who holds some; what is there stays as it is",
        operands: "DIRECTORY [INTEGRATOR=TENANT,TENANT …]",
        options: [
            Option("owner", "UID:GID", "give everything to this user, by number; in containers 7400:7400"),
            Option("database", "HOST", "the PostgreSQL server that pgpass is for; default database"),
        ],
        examples: [
            "settei keys installation keys.d acme-ci=acme globex-ci=globex",
            "settei keys installation keys.d --owner 7400:7400",
        ]
    ) { arguments, console in
        guard let folder = arguments.operands.first else { throw CommandFailure(.usage, "DIRECTORY is missing") }
        let named = Array(arguments.operands.dropFirst())
        var keys = try InstallationKeys(
            folder: folder,
            integrators: try (named.isEmpty ? samples : named).map(InstallationKeys.Integrator.init),
            database: arguments["database"] ?? "database"
        )
        try keys.make()
        if let owner = arguments["owner"] { try keys.give(to: owner) }
        for path in keys.made { console.line(path) }
        if keys.made.isEmpty { console.note("everything is there already") }
        return .success
    }
}
