import CommandLine
import Foundation
import JSON
import ZeroMQ

/// `settei keys …`: CURVE keys.
enum KeysCommand {
    static let new = Command(
        "keys new",
        "make a CURVE key pair: NAME.key, which stays with its owner, and NAME.pub",
        operands: "NAME",
        options: [
            Option("dir", "DIRECTORY", "where to write them; default ."),
            Option("role", "ROLE", "print the line for principals.yaml with this role; default integrator"),
            Option("tenants", "A,B", "… and these tenants"),
        ],
        examples: [
            "settei keys new acme-ci --dir keys --tenants acme",
            "settei keys new config-checker --dir keys --role config-checker",
        ]
    ) { arguments, console in
        let name = try arguments.operand("NAME")
        guard isValid(name: name) else {
            throw CommandFailure(
                .usage,
                "NAME takes 1 to 63 of a-z, 0-9, '-' and '_', not '\(Console.printable(name))'"
            )
        }
        let folder = arguments["dir"] ?? "."
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let pair = try CurveKeyPair.generate()
        let paths: (key: String, pub: String)
        do {
            paths = try CurveKeyFile.write(pair, named: name, in: folder)
        } catch {
            throw CommandFailure(.inputOutput, "\(error). Nothing was overwritten.")
        }
        report(name, pair, paths, arguments, console)
        return .success
    }

    private static func report(
        _ name: String,
        _ pair: CurveKeyPair,
        _ paths: (key: String, pub: String),
        _ arguments: Arguments,
        _ console: Console
    ) {
        if arguments.has("json") {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("name", name)
            writer.member("key", paths.key)
            writer.member("pub", paths.pub)
            writer.member("public", pair.publicKey.z85)
            writer.endObject()
            return console.line(writer.text)
        }
        let tenants = arguments["tenants"]?.split(separator: ",").map(String.init) ?? []
        console.note("wrote \(paths.key) (keep it secret) and \(paths.pub); for the store's principals.yaml:")
        console.line(
            principal(name, role: arguments["role"] ?? "integrator", tenants: tenants, key: pair.publicKey.z85)
        )
    }

    /// A line of the store's list of principals.
    static func principal(_ name: String, role: String, tenants: [String], key: String) -> String {
        let tenants = tenants.isEmpty ? "" : ", tenants: [\(tenants.joined(separator: ", "))]"
        return "  - { name: \(name), role: \(role)\(tenants), key: \"\(key)\" }"
    }

    static func isValid(name: String) -> Bool {
        (1...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }
}
