import Crypto
import Keystore
import Synchronization

/// The keystore as all threads of a store use it.
final class KeyVault: Sendable {
    private let keystore: Mutex<Keystore>
    private let destructions = Atomic<Int>(0)
    /// How what is under the keys is sealed.
    let method: any EvidenceMethod

    /// Opens the keystore; makes it, and master and signing keys that are missing, for a journal that has nothing yet.
    ///
    /// For a journal that has messages missing keys are an error: new ones would not open what is there.
    ///
    /// - Parameter source: of the bytes of new keys, for a simulation; nil for chance.
    init(
        _ keys: EvidenceKeys,
        isNew: Bool,
        method: any EvidenceMethod = SealedEvidence(),
        source: (@Sendable (Int) -> [UInt8])? = nil
    ) throws(KeystoreError) {
        if isNew { try Self.makeMissing(keys) }
        let mode: Keystore.Mode = isNew ? .create : .open
        let opened = try Keystore(path: keys.keystore, master: keys.masterKey(), mode: mode)
        if let source { opened.keySource = source }
        self.method = method
        keystore = Mutex(opened)
    }

    /// Opens the keystore only to read it, beside a store that may run.
    init(reading keys: EvidenceKeys) throws(KeystoreError) {
        let opened = try Keystore(path: keys.keystore, master: keys.masterKey(), mode: .readOnly)
        method = SealedEvidence()
        keystore = Mutex(opened)
    }

    /// Grows with every destruction: whoever keeps keys must look them up again then.
    var generation: Int { destructions.load(ordering: .acquiring) }

    /// The bytes of a key; nil where it was destroyed.
    func bytes(of id: KeyID) throws(KeystoreError) -> [UInt8]? {
        try access { (keystore) throws(KeystoreError) in try keystore.bytes(of: id) }
    }

    /// Makes keys, on disk when this returns.
    func make(_ uses: [KeyUse], at microseconds: Int64) throws(KeystoreError) -> [KeyID] {
        try access { (keystore) throws(KeystoreError) in try keystore.make(uses, at: microseconds) }
    }

    /// Destroys keys for ever, on disk when this returns.
    func destroy(_ ids: [KeyID]) throws(KeystoreError) {
        defer { destructions.add(1, ordering: .releasing) }
        try access { (keystore) throws(KeystoreError) in try keystore.destroy(ids) }
    }

    /// Refuses a keystore that has keys, for a journal that has nothing: its volume may not be mounted, and what would be recorded now
    /// would be elsewhere than what was recorded before.
    func requireEmpty() throws(KeystoreError) {
        let keys = try access { (keystore) throws(KeystoreError) in
            try (path: keystore.path, count: keystore.list().count)
        }
        if keys.count > 0 { throw .ofOtherJournal(path: keys.path, keys: keys.count) }
    }

    /// Says which master key wraps the keys; no secret.
    var fingerprint: String { keystore.withLock { $0.fingerprint } }

    private func access<R: Sendable>(_ body: (Keystore) throws(KeystoreError) -> R) throws(KeystoreError) -> R {
        let result: Result<R, KeystoreError> = keystore.withLock { keystore in
            do throws(KeystoreError) { return .success(try body(keystore)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func makeMissing(_ keys: EvidenceKeys) throws(KeystoreError) {
        if case .file(let path) = keys.master { try MasterKey.makeIfMissing(path) }
        try SigningKeyFile.makeIfMissing(keys.signing)
    }
}
