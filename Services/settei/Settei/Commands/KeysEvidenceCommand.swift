import CommandLine
import Crypto
import Foundation
import JSON
import Keystore

/// `settei keys evidence|rotate|backup|list`: the keys of the evidence and the keystore that they wrap.
enum KeysEvidenceCommand {
    private static let keystore = Option("keystore", "FILE", environment: "SETTEI_KEYSTORE", "the store's keystore")
    private static let master = Option("master-key", "FILE", environment: "SETTEI_MASTER_KEY", "its master key")
    private static let command = Option(
        "master-key-command",
        "COMMAND",
        "… or a program and its arguments, parted by spaces, that prints it"
    )

    static let evidence = Command(
        "keys evidence",
        "make master.key, which wraps the keystore's keys, and signing.key, which signs checkpoints",
        operands: "DIRECTORY",
        options: [],
        examples: ["settei keys evidence keys/store"]
    ) { arguments, console in
        let folder = try arguments.operand("DIRECTORY")
        let paths = (master: "\(folder)/master.key", signing: "\(folder)/signing.key")
        for path in [paths.master, paths.signing] where FileManager.default.fileExists(atPath: path) {
            throw CommandFailure(.inputOutput, "\(path): exists already; nothing was overwritten")
        }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try failing {
            let master = try MasterKey.make(file: paths.master)
            let signing = try SigningKeyFile.make(file: paths.signing)
            report(paths, master.fingerprint, signing.publicKey.bytes, arguments, console)
        }
        return .success
    }

    static let rotate = Command(
        "keys rotate",
        "wrap all keys of a keystore by another master key; stop the stores that have it open",
        options: [
            keystore, master, command,
            Option("new-master-key", "FILE", "the one to use from now on; made by `keys evidence`"),
        ],
        examples: ["settei keys rotate --keystore keys.db --master-key old/master.key --new-master-key new/master.key"]
    ) { arguments, console in
        let new = try required("new-master-key", arguments)
        try failing {
            let store = try opened(arguments)
            let old = store.fingerprint
            try store.rotate(to: try MasterKey.file(new))
            console.note("rotated from \(old) to \(store.fingerprint); destroy the old master key and its copies")
        }
        return .success
    }

    static let backup = Command(
        "keys backup",
        "copy a keystore into a new file while its stores go on; it needs its master key all the same",
        options: [keystore, Option("to", "FILE", "the copy; apart from the journal's backups and the master key")],
        examples: ["settei keys backup --keystore keys.db --to /mnt/elsewhere/keystore-2026-11-22.sqlite"]
    ) { arguments, console in
        let (path, copy) = (try required("keystore", arguments), try required("to", arguments))
        try failing {
            let count = try Keystore.backUp(path, to: copy)
            if arguments.has("json") {
                var writer = JSONWriter()
                writer.beginObject()
                writer.member("backup", copy)
                writer.member("keys", Int64(count))
                writer.endObject()
                console.line(writer.text)
            } else {
                console.note("wrote \(copy): \(count) keys, wrapped by the master key")
            }
        }
        return .success
    }

    static let list = Command(
        "keys list",
        "tell which keys a keystore has, never the keys; needs no master key",
        options: [keystore, Option("tenant", "TENANT", "only this tenant's")],
        examples: ["settei keys list --keystore keys.db --tenant acme"]
    ) { arguments, console in
        try failing {
            let records = try Keystore.list(at: try required("keystore", arguments), tenant: arguments["tenant"])
            if arguments.has("json") {
                for record in records { console.line(json(record)) }
            } else {
                console.table(["ID", "TENANT", "PURPOSE", "MONTH", "MADE"], records.map(row))
            }
        }
        return .success
    }

    private static func opened(_ arguments: Arguments) throws -> Keystore {
        let path = try required("keystore", arguments)
        let master =
            if let words = arguments["master-key-command"] {
                try MasterKey.command(words.split(separator: " ").map(String.init))
            } else {
                try MasterKey.file(try required("master-key", arguments))
            }
        return try Keystore(path: path, master: master, mode: .open)
    }

    private static func required(_ name: String, _ arguments: Arguments) throws(CommandFailure) -> String {
        guard let value = arguments[name] else { throw CommandFailure(.usage, "--\(name) FILE is missing") }
        return value
    }

    private static func failing(_ body: () throws -> Void) throws {
        do { try body() } catch let error as KeystoreError { throw CommandFailure(.inputOutput, "\(error)") }
    }

    private static func row(_ record: KeyRecord) -> [String] {
        let use = record.use
        return [
            "\(record.id)", Console.printable(use.tenant), "\(use.purpose)", use.month == 0 ? "" : "\(use.month)",
            made(record),
        ]
    }

    private static func made(_ record: KeyRecord) -> String {
        Date(timeIntervalSince1970: Double(record.madeAt) / 1_000_000).formatted(.iso8601)
    }

    private static func json(_ record: KeyRecord) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", "\(record.id)")
        writer.member("tenant", record.use.tenant)
        writer.member("purpose", "\(record.use.purpose)")
        writer.member("month", Int64(record.use.month))
        writer.member("madeAt", made(record))
        writer.endObject()
        return writer.text
    }

    private static func report(
        _ paths: (master: String, signing: String),
        _ fingerprint: String,
        _ publicKey: [UInt8],
        _ arguments: Arguments,
        _ console: Console
    ) {
        let key = Data(publicKey).base64EncodedString()
        if arguments.has("json") {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("masterKey", paths.master)
            writer.member("fingerprint", fingerprint)
            writer.member("signingKey", paths.signing)
            writer.member("publicKey", key)
            writer.endObject()
            return console.line(writer.text)
        }
        console.note(
            "wrote \(paths.master) (fingerprint \(fingerprint)): without it nothing that is sealed can be read"
        )
        console.note("wrote \(paths.signing); keep copies of both apart from the journal and from the keystore")
        console.line("checkpoints verify with the Ed25519 key \(key)")
    }
}
