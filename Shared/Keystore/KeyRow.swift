import Crypto
import SQLite

/// Is one row of the keystore as it stands in the file.
struct KeyRow {
    /// The bytes of a wrapped key.
    static let wrappedByteCount = SealingKey.byteCount + SealingKey.overhead
    static let columns = "number, id, tenant, purpose, month, made_at, wrapped"

    let number: Int64
    let id: [UInt8]
    let tenant: String
    let purpose: Int64
    let month: Int64
    let madeAt: Int64
    var wrapped: [UInt8]

    init(_ row: Statement) {
        number = row.int64(0)
        id = row.blob(1)
        tenant = row.text(2)
        purpose = row.int64(3)
        month = row.int64(4)
        madeAt = row.int64(5)
        wrapped = row.blob(6)
    }

    init(id: KeyID, use: KeyUse, madeAt: Int64) {
        number = 0
        self.id = id.bytes
        tenant = use.tenant
        purpose = Int64(use.purpose.rawValue)
        month = Int64(use.month)
        self.madeAt = madeAt
        wrapped = []
    }

    /// Tells whether the key is gone: zeros stand in its place.
    var isDestroyed: Bool { wrapped.count == Self.wrappedByteCount && wrapped.allSatisfy { $0 == 0 } }

    var keyID: KeyID? { KeyID(bytes: id) }

    var record: KeyRecord? {
        guard let keyID, let number = UInt8(exactly: purpose), let purpose = KeyPurpose(rawValue: number),
            let month = Int32(exactly: month)
        else { return nil }
        return KeyRecord(id: keyID, use: KeyUse(tenant: tenant, purpose: purpose, month: month), madeAt: madeAt)
    }

    /// All other columns, which must be as they were for the key to be unwrapped; the tenant last, for it has any length.
    var label: [UInt8] {
        var label = Array("settei keystore key".utf8) + [0] + id
        for value in [purpose, month, madeAt] {
            withUnsafeBytes(of: value.bigEndian) { label.append(contentsOf: $0) }
        }
        return label + Array(tenant.utf8)
    }
}
