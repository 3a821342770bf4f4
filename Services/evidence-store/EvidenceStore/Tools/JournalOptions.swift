import CommandLine
import Crypto
import EvidenceLog
import Keystore
import SQL

/// The options by which every tool finds a journal and its keys; named as the service's settings are.
struct JournalOptions {
    static let options = [
        Option(
            "journal",
            "DIRECTORY",
            environment: "SETTEI_JOURNAL",
            "the journal, or a database's URL; default var/journal"
        ),
        Option(
            "keystore",
            "FILE",
            environment: "SETTEI_KEYSTORE",
            "its keys; default JOURNAL-keys/keystore.sqlite"
        ),
        Option("master-key", "FILE", environment: "SETTEI_MASTER_KEY", "default JOURNAL-keys/master.key"),
        Option(
            "signing-key",
            "FILE",
            environment: "SETTEI_SIGNING_KEY",
            "the key that signs checkpoints; default JOURNAL-keys/signing.key"
        ),
    ]

    let configuration: JournalConfiguration

    init(_ arguments: Arguments) throws { try self.init(arguments, journal: arguments["journal"] ?? "var/journal") }

    /// Takes the keys' options, for a journal that another option names.
    ///
    /// - Throws: ``CommandFailure`` for a URL that is none, or has a password in it; the password is not said.
    init(_ arguments: Arguments, journal: String) throws {
        if DatabaseServer.isURL(journal) { _ = try Self.server(journal, "--journal") }
        var keys = EvidenceKeys(beside: journal)
        if let path = arguments["keystore"] { keys.keystore = path }
        if let path = arguments["master-key"] { keys.master = .file(path) }
        if let path = arguments["signing-key"] { keys.signing = path }
        configuration = JournalConfiguration(directory: journal, keys: keys)
        if let refusal = Self.refusal(of: configuration) {
            throw CommandFailure(.badInput, "\(Console.printable(DatabaseServer.masked(journal))): \(refusal)")
        }
    }

    /// Why this release's tools must leave a journal alone: a newer one made other tables; nil also where it cannot be asked.
    private static func refusal(of configuration: JournalConfiguration) -> JournalError? {
        guard configuration.isOnServer || StoredFiles.isThere(configuration),
            let database = try? JournalFile.openForReading(configuration.directory)
        else { return nil }
        defer { try? database.close() }
        return (try? Migrations().refusal(of: database)) ?? nil
    }

    /// Reads a database's URL.
    static func server(_ url: String, _ option: String) throws -> DatabaseServer {
        do throws(SQLError) {
            return try DatabaseServer(url)
        } catch {
            throw CommandFailure(.usage, "\(option) \(Console.printable(DatabaseServer.masked(url))): \(error.message)")
        }
    }

    /// Opens the keystore to read it.
    func vault() throws -> KeyVault {
        do {
            return try KeyVault(reading: configuration.keys)
        } catch {
            throw CommandFailure(.badInput, error.description)
        }
    }

    /// The public half of the key that signs checkpoints.
    func publicKey() throws -> Ed25519.PublicKey {
        do {
            return try SigningKeyFile.key(at: configuration.keys.signing).publicKey
        } catch {
            throw CommandFailure(.badInput, error.description)
        }
    }
}
