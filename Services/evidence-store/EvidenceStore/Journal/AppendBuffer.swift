import Crypto
import Messages

/// Holds the small blobs of a message's row where the statement that is bound to them finds them, for as long as it lives.
final class AppendBuffer {
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 112, alignment: 8)

    deinit { memory.deallocate() }

    var id: UnsafeRawBufferPointer { part(0, 16) }
    var cause: UnsafeRawBufferPointer { part(16, 16) }
    var salt: UnsafeRawBufferPointer { part(32, 16) }
    var content: UnsafeRawBufferPointer { part(48, 32) }
    var leaf: UnsafeRawBufferPointer { part(80, 32) }
    var writableSalt: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(rebasing: memory[32..<48]) }

    func set(id: MessageID, cause: MessageID?) {
        memory.storeBytes(of: id.high.bigEndian, toByteOffset: 0, as: UInt64.self)
        memory.storeBytes(of: id.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        guard let cause else { return }
        memory.storeBytes(of: cause.high.bigEndian, toByteOffset: 16, as: UInt64.self)
        memory.storeBytes(of: cause.low.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    func set(content digest: Digest) { set(digest, at: 48) }

    func set(leaf digest: Digest) { set(digest, at: 80) }

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
