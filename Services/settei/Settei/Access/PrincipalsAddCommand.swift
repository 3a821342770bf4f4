import Access
import CommandLine
import Diagnostics
import Foundation
import Messages
import Threading
import ZeroMQ

/// `settei principals add`: lets somebody in, or gives him another key.
enum PrincipalsAddCommand {
    static let add = Command(
        "principals add",
        "let somebody connect: with a key pair made now, or with a public key that he sent",
        operands: "NAME",
        options: [
            PrincipalsFileEdit.option,
            Option("role", "ROLE", "\(Role.allCases.map(\.rawValue).joined(separator: ", ")); default integrator"),
            Option("tenants", "A,B", "the tenants of an integrator or auditor, or * for all"),
            Option("publish", "KIND,…", "only these of the kinds that the role may publish"),
            Option("query", "OP,…", "only these of the questions that the role may ask"),
            Option("expires", "TIME", "until when the key counts, such as 2027-01-31T00:00:00Z"),
            Option("public", "KEY|FILE", "his public key, or his .pub file; without it a key pair is made"),
            Option("dir", "DIRECTORY", "where to write a key pair; default ."),
        ],
        examples: [
            "settei principals add acme-ci --tenants acme --dir keys",
            "settei principals add acme-audit --role auditor --tenants acme --public acme-audit.pub",
            "settei principals add acme-ci --dir keys/next      # another key of somebody who is there; then revoke the old one",
        ]
    ) { arguments, console in
        let name = try arguments.operand("NAME")
        guard TenantProfile.isValid(id: name) else {
            throw CommandFailure(.usage, "NAME takes 1 to 63 of a-z, 0-9 and '-', not '\(Console.printable(name))'")
        }
        var edit = try PrincipalsFileEdit(arguments, orNew: true)
        let principal = try principal(name, arguments, known: edit.text.list.byName[name])
        let pair = arguments["public"] == nil ? try CurveKeyPair.generate() : nil
        let key = try pair?.publicKey ?? publicKey(arguments["public"] ?? "")
        let expires = try OperatorMessage.time("expires", arguments)
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        if let expires, expires <= now { throw CommandFailure(.usage, "--expires \(expires) is over already") }
        do throws(Diagnostics) {
            try edit.text.add(principal, key: key.z85, expires: expires)
        } catch {
            throw CommandFailure(.badInput, error.rendered())
        }
        if let pair { try write(pair, name, arguments["dir"] ?? ".", console) }
        try edit.write()
        if edit.isNew { console.note("\(edit.path) was not there and is a new list: \(PrincipalsFileEdit.where)") }
        if arguments.has("json"), let entry = edit.text.list.byKey[key.z85] {
            console.line(PrincipalsCommand.json(entry, now))
        } else {
            console.line(PrincipalListText.entry(principal, key: key.z85, expires: expires))
        }
        return .success
    }

    /// What is not said is as it is for this name already.
    private static func principal(_ name: String, _ arguments: Arguments, known: Principal?) throws -> Principal {
        let role = try arguments.list("role", of: Role.self).last ?? known?.role ?? .integrator
        let tenants = arguments["tenants"].map { Set($0.split(separator: ",").map(String.init)) }
        if tenants == nil, known == nil, !role.hasAllTenants {
            throw CommandFailure(.usage, "a principal of role \(role.rawValue) needs --tenants")
        }
        func rights<T: RawRepresentable<String> & CaseIterable & Hashable>(_ option: String, _ type: T.Type) throws
            -> Set<T>?
        {
            arguments.has(option) ? Set(try arguments.list(option, of: type)) : nil
        }
        return Principal(
            name: name,
            role: role,
            tenants: tenants.map { $0 == ["*"] ? nil : $0 } ?? known?.tenants,
            publish: try rights("publish", Kind.self) ?? known?.publish,
            query: try rights("query", QueryRequest.Operation.self) ?? known?.query,
            limits: known?.limits
        )
    }

    private static func publicKey(_ word: String) throws -> CurveKey {
        if let key = CurveKey(z85: word) { return key }
        do {
            return try CurveKeyFile.publicKey(at: word)
        } catch {
            throw CommandFailure(.usage, "--public takes 40 characters of Z85 or a .pub file: \(error)")
        }
    }

    private static func write(_ pair: CurveKeyPair, _ name: String, _ folder: String, _ console: Console) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let paths = try CurveKeyFile.write(pair, named: name, in: folder)
            console.note("wrote \(paths.key) (keep it secret) and \(paths.pub)")
        } catch {
            throw CommandFailure(.inputOutput, "\(error). Nothing was changed; --dir takes another folder.")
        }
    }
}
