import Archive
import CommandLine
import Foundation
import Messages
import ServiceKit
import Threading

/// `evidence-store backup`: archives of a journal that may be running, the provider's settings and tenants' data apart.
enum BackupTool {
    static let command = Command(
        "backup",
        "write consistent backups of the provider's settings and of tenants' data; never a key",
        options: JournalOptions.options + [
            Option("to", "PLACE", "a directory for an archive of each part, or with --part the archive's file"),
            Option("part", "PART", "provider or tenants; default: each into an archive of its own"),
            Option("include", "PATH", "a file or folder of settings for the provider's part; may be repeated"),
        ],
        examples: [
            "settei evidence backup --to /var/backups/settei/",
            "settei evidence backup --part provider --include /etc/settei --to settings.zip",
        ]
    ) { arguments, console in
        guard let place = arguments["to"] else { throw CommandFailure(.usage, "--to is missing: where to write") }
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        let options = try JournalOptions(arguments)
        let backup = Backup(configuration: options.configuration, version: productVersion, now: now)
        do {
            for (part, path) in try paths(arguments, place, now) {
                let manifest =
                    switch part {
                    case .tenants: try tenants(backup, path, console)
                    case .provider:
                        try backup.writeProvider(
                            to: path,
                            files: arguments.values["include"] ?? [],
                            vault: options.vault()
                        )
                    }
                show(manifest, path, console)
            }
        } catch let error as CommandFailure {
            throw error
        } catch let error as BackupError {
            throw CommandFailure(.badInput, error.description)
        } catch let error as ArchiveError {
            throw CommandFailure(.badInput, error.description)
        } catch {
            throw CommandFailure(.badInput, "\(options.configuration.directory): \(JournalError(any: error))")
        }
        return .success
    }

    private static func tenants(_ backup: Backup, _ path: String, _ console: Console) throws -> BackupManifest {
        var bar = ProgressBar("writing", total: nil, on: console)
        defer { bar.end() }
        return try backup.writeTenants(to: path) { bar.show(Int($0), of: Int($1)) }
    }

    private static func paths(
        _ arguments: Arguments,
        _ place: String,
        _ now: Timestamp
    ) throws -> [(BackupManifest.Part, String)] {
        let asked = try arguments.list("part", of: BackupManifest.Part.self)
        let parts = asked.isEmpty ? BackupManifest.Part.allCases : asked
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: place, isDirectory: &isFolder)
        guard place.hasSuffix("/") || (isThere && isFolder.boolValue) else {
            guard parts.count == 1 else {
                throw CommandFailure(.usage, "two archives need a directory: end --to with / or give one --part")
            }
            return parts.map { ($0, place) }
        }
        if !isThere { try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true) }
        let stamp = now.text.prefix(19).filter { $0.isNumber || $0 == "T" }
        let folder = place.hasSuffix("/") ? place : place + "/"
        return parts.map { ($0, "\(folder)settei-\($0.rawValue)-\(stamp)Z.zip") }
    }

    private static func show(_ manifest: BackupManifest, _ path: String, _ console: Console) {
        let bytes = manifest.files.reduce(0) { $0 + $1.size }
        let state =
            manifest.part == .tenants
            ? ", to message \(manifest.journal.head) and entry \(manifest.journal.entries) of the store log" : ""
        console.line(Console.printable("\(path): \(manifest.files.count) files, \(bytes) bytes\(state)"))
    }
}
