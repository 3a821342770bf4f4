import CommandLine
import Crypto
import Foundation
import Glibc
import Keystore
import Messages
import ZeroMQ

/// The folder with the keys of an installation: one folder for each who holds keys, and one for the list of principals.
///
/// The list has a folder of its own because containers see folders: a file that was mounted alone stays the old one when a new
/// one is renamed into its place.
struct InstallationKeys {
    /// An integrator and its tenants, from `acme-ci=acme,globex`.
    struct Integrator {
        var name: String
        var tenants: [String]

        init(_ text: String) throws(CommandFailure) {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let tenants = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
            // The words that the store's list takes: an entry that it refuses would hold everybody's back.
            guard parts.count == 2, !tenants.isEmpty, ([parts[0]] + tenants).allSatisfy(TenantProfile.isValid(id:))
            else {
                throw CommandFailure(
                    .usage,
                    "expected INTEGRATOR=TENANT,TENANT of a-z, 0-9 and '-', not '\(Console.printable(text))'"
                )
            }
            name = parts[0]
            self.tenants = tenants
        }
    }

    /// The services that connect to the store, which are also their roles.
    static let services = ["config-checker", "notifier", "policy-registry"]

    let folder: String
    let integrators: [Integrator]
    /// The host that PostgreSQL's password is for.
    let database: String
    /// What was made, by path.
    private(set) var made: [String] = []

    private var list: String { "\(folder)/access/principals.yaml" }

    init(folder: String, integrators: [Integrator], database: String) throws(CommandFailure) {
        let taken = Set(Self.services + ["store", "access", "database", "monitoring", "operator"])
        if let name = integrators.map(\.name).first(where: taken.contains) {
            throw CommandFailure(.usage, "\(name) is not a name for an integrator: it is used already")
        }
        self.folder = folder
        self.integrators = integrators
        self.database = database
    }

    /// Makes what is missing.
    mutating func make() throws {
        try directory("access", mode: 0o755)
        // Where releases before kept it.
        if exists("store/principals.yaml"), !exists("access/principals.yaml") {
            try failing { try FileManager.default.moveItem(atPath: "\(folder)/store/principals.yaml", toPath: list) }
        }
        if !exists("access/principals.yaml") { try write("access/principals.yaml", "principals:\n", mode: 0o644) }
        try pair("store")
        try makeEvidenceKeys()
        try makeDatabasePassword()
        try makeHealthToken()
        for name in Self.services + ["operator"] { try pair(name, role: name) }
        for integrator in integrators { try pair(integrator.name, role: "integrator", tenants: integrator.tenants) }
        let store = try String(contentsOfFile: "\(folder)/store/store.pub", encoding: .utf8)
        for name in Self.services + ["operator"] + integrators.map(\.name) where !exists("\(name)/store.pub") {
            try write("\(name)/store.pub", store, mode: 0o644)
        }
    }

    /// Gives everything to a user, by numbers.
    func give(to owner: String) throws(CommandFailure) {
        let numbers = owner.split(separator: ":").map { UInt32($0) }
        guard numbers.count == 2, let user = numbers[0], let group = numbers[1] else {
            throw CommandFailure(.usage, "--owner takes UID:GID, two numbers, not '\(Console.printable(owner))'")
        }
        let inside = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for path in [folder] + inside.map({ "\(folder)/\($0)" }) where lchown(path, user, group) != 0 {
            throw CommandFailure(.inputOutput, "\(path): \(String(cString: strerror(errno)))")
        }
    }

    /// A key pair, and its line in the list where it has a role.
    private mutating func pair(_ name: String, role: String? = nil, tenants: [String] = []) throws {
        try directory(name)
        guard !exists("\(name)/\(name).key") else { return }
        let pair = try CurveKeyPair.generate()
        do {
            made.append(try CurveKeyFile.write(pair, named: name, in: "\(folder)/\(name)").key)
        } catch {
            throw CommandFailure(.inputOutput, "\(error)")
        }
        guard let role else { return }
        let line = KeysCommand.principal(name, role: role, tenants: tenants, key: pair.publicKey.z85)
        let old = try String(contentsOfFile: list, encoding: .utf8)
        try write("access/principals.yaml", old + (old.hasSuffix("\n") ? "" : "\n") + line + "\n", mode: 0o644)
    }

    /// What seals and signs the evidence; half of it is not made again, for it may be the half that everything depends on.
    private mutating func makeEvidenceKeys() throws {
        let (master, signing) = ("store/master.key", "store/signing.key")
        guard !exists(master), !exists(signing) else { return }
        do {
            _ = try MasterKey.make(file: "\(folder)/\(master)")
            _ = try SigningKeyFile.make(file: "\(folder)/\(signing)")
        } catch {
            throw CommandFailure(.inputOutput, "\(error)")
        }
        made += [master, signing].map { "\(folder)/\($0)" }
    }

    /// A password for the journal's database, for the server and, as `pgpass`, for the stores.
    private mutating func makeDatabasePassword() throws {
        try directory("database")
        guard !exists("database/password") else { return }
        let password = Self.word()
        try write("store/pgpass", "\(database):5432:settei:settei:\(password)\n", mode: 0o600)
        try write("database/password", password, mode: 0o600)
        made += ["database/password", "store/pgpass"].map { "\(folder)/\($0)" }
    }

    /// What Prometheus must show where health endpoints can be reached from other machines.
    private mutating func makeHealthToken() throws {
        try directory("monitoring")
        guard !exists("monitoring/health.token") else { return }
        try write("monitoring/health.token", Self.word() + "\n", mode: 0o600)
        made.append("\(folder)/monitoring/health.token")
    }

    /// 24 random bytes in hexadecimal digits.
    private static func word() -> String {
        randomBytes(24).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(path)") }

    private func directory(_ name: String, mode: Int = 0o700) throws {
        try failing {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)",
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: mode]
            )
        }
    }

    /// Writes a file, whole or not at all.
    private func write(_ path: String, _ text: String, mode: mode_t) throws {
        let (path, new) = ("\(folder)/\(path)", "\(folder)/\(path).new")
        let file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else {
            throw CommandFailure(.inputOutput, "\(new): \(String(cString: strerror(errno)))")
        }
        try failing {
            let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
        }
        guard rename(new, path) == 0 else {
            throw CommandFailure(.inputOutput, "\(path): \(String(cString: strerror(errno)))")
        }
    }

    private func failing(_ body: () throws -> Void) throws(CommandFailure) {
        do { try body() } catch { throw CommandFailure(.inputOutput, CommandFailure.reason(of: error)) }
    }
}
