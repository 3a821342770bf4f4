import Crypto
import Messages

/// Holds the small blobs of a message's row where the statement that is bound to them finds them, for as long as it lives.
final class AppendBuffer {
    /// How the label under which a message is sealed begins; its id and content hash follow.
    private static let labelStart = Array("message\u{0}".utf8)

    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 152, alignment: 8)

    init() {
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        memory[96..<104].copyBytes(from: Self.labelStart)
    }

    deinit { memory.deallocate() }

    var id: UnsafeRawBufferPointer { part(104, 16) }
    var salt: UnsafeRawBufferPointer { part(0, 16) }
    var content: UnsafeRawBufferPointer { part(16, 32) }
    var leaf: UnsafeRawBufferPointer { part(48, 32) }
    /// What the seal of the message is bound to; FORMAT.md, "Sealed bytes".
    var label: UnsafeRawBufferPointer { part(96, 8 + 16 + 32) }
    var writableSalt: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(rebasing: memory[0..<16]) }

    func set(id: MessageID) {
        memory.storeBytes(of: id.high.bigEndian, toByteOffset: 104, as: UInt64.self)
        memory.storeBytes(of: id.low.bigEndian, toByteOffset: 112, as: UInt64.self)
    }

    func set(content digest: Digest) {
        set(digest, at: 16)
        set(digest, at: 120)
    }

    func set(leaf digest: Digest) { set(digest, at: 48) }

    private func set(_ digest: Digest, at offset: Int) {
        digest.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: memory[offset..<offset + 32]).copyMemory(from: $0)
        }
    }

    private func part(_ offset: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[offset..<offset + count])
    }
}

@available(*, unavailable)
extension AppendBuffer: Sendable {}
