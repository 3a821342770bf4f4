import Crypto

/// Does with a master key what a keystore needs.
struct Wrapping {
    let fingerprint: String
    private let key: SealingKey
    let hash: KeyedHash
    private static let sumLabel = Array("settei keystore sum".utf8)

    init(_ master: MasterKey) {
        fingerprint = master.fingerprint
        guard let key = SealingKey(bytes: HKDF.derive(from: master.bytes, info: "settei keystore wrapping")) else {
            preconditionFailure("HKDF gives 32 bytes")
        }
        self.key = key
        hash = KeyedHash(key: HKDF.derive(from: master.bytes, info: "settei keystore sum"))
    }

    func wrap(_ bytes: [UInt8], _ row: KeyRow) throws(CryptoError) -> [UInt8] {
        try key.seal(bytes, label: row.label)
    }

    /// Returns the key; nil when a bit of the row was changed.
    func unwrap(_ row: KeyRow) -> [UInt8]? {
        (try? key.open(row.wrapped, label: row.label)).flatMap { $0.count == SealingKey.byteCount ? $0 : nil }
    }

    func seal(_ sum: KeySum) throws(CryptoError) -> [UInt8] {
        try key.seal(sum.bytes, label: Self.sumLabel)
    }

    func open(_ sealed: [UInt8]) -> KeySum? {
        (try? key.open(sealed, label: Self.sumLabel)).flatMap(KeySum.init(bytes:))
    }
}
