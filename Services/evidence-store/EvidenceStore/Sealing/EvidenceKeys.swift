import Crypto
import Keystore
import SQL

/// Where the keys of the evidence are, all outside the journal.
struct EvidenceKeys: Sendable {
    enum Master: Sendable {
        case file(String)
        /// A program and its arguments that prints the master key.
        case command([String])
    }

    /// The file that holds the tenants' keys, wrapped by the master key.
    var keystore: String
    var master: Master
    /// The file with the key that signs checkpoints.
    var signing: String

    /// Files of the usual names in one folder.
    init(in folder: String) {
        keystore = folder + "/keystore.sqlite"
        master = .file(folder + "/master.key")
        signing = folder + "/signing.key"
    }

    /// Files of the usual names beside a journal: in `JOURNAL-keys`, and in `var/journal-keys` where it is on a server.
    init(beside journal: String) { self.init(in: (DatabaseServer.isURL(journal) ? "var/journal" : journal) + "-keys") }

    /// Reads the master key.
    func masterKey() throws(KeystoreError) -> MasterKey {
        switch master {
        case .file(let path): try MasterKey.file(path)
        case .command(let words): try MasterKey.command(words)
        }
    }
}
