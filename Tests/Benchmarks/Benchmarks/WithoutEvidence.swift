import Crypto
import EvidenceStore

/// A store that makes no evidence: nothing is hashed, logged, signed or sealed; rows, facts and durability are the same.
///
/// What it costs less is what evidence costs. Only this program has it.
struct WithoutEvidence: EvidenceMethod {
    var keepsLogs: Bool { false }

    func sealing(_ key: [UInt8], _ contexts: CipherContexts) -> (any RowSealing)? { PlainRows() }

    func hashing(_ key: [UInt8]) -> any RowHashing { PlainTexts() }
}

/// Leaves bytes as they are.
private final class PlainRows: RowSealing {
    func seal(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(CryptoError) {
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: first)
        output.append(contentsOf: second)
    }

    func open(
        _ sealed: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(CryptoError) {
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: sealed)
    }
}

/// Tells texts apart by a hash that hides nothing, eight bytes at a time: cheaper than keeping the texts in the indexes.
private struct PlainTexts: RowHashing {
    func hash(_ label: String, _ text: String) -> Digest {
        var text = text
        let value = text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            var value = 0x9e37_79b9_7f4a_7c15 ^ UInt64(bytes.count)
            var place = 0
            while place + 8 <= bytes.count {
                value = Self.mixed(value ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place += 8
            }
            for byte in bytes[place...] { value = Self.mixed(value ^ UInt64(byte)) }
            return value
        }
        let words = (value, Self.mixed(value), value, value)
        return withUnsafeBytes(of: words) { Digest(bytes: $0) } ?? SHA256.hash([UInt8]())
    }

    /// Source: Stafford, "Better Bit Mixing", variant 13.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
