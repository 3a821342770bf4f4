import Crypto

/// Sums up which keys a keystore has: their number and the exclusive or of keyed hashes of their rows.
///
/// It stands in the file sealed by the master key, so that a row that was deleted, added or exchanged by hand is noticed;
/// no row tells that about itself.
struct KeySum: Equatable {
    static let byteCount = 8 + Digest.byteCount

    private(set) var count: UInt64 = 0
    private var mixed = [UInt8](repeating: 0, count: Digest.byteCount)

    init() {}

    init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        count = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        mixed = Array(bytes.dropFirst(8))
    }

    var bytes: [UInt8] { withUnsafeBytes(of: count.bigEndian) { Array($0) } + mixed }

    mutating func add(_ row: KeyRow, _ hash: KeyedHash) {
        count &+= 1
        mix(row, hash)
    }

    mutating func remove(_ row: KeyRow, _ hash: KeyedHash) {
        count &-= 1
        mix(row, hash)
    }

    private mutating func mix(_ row: KeyRow, _ hash: KeyedHash) {
        hash.hash("row", row.label + row.wrapped).withUnsafeBytes { tag in
            for index in mixed.indices { mixed[index] ^= tag[index] }
        }
    }
}
