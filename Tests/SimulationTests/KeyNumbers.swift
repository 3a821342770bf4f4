import Synchronization

@testable import Bus

/// Gives the bytes of keys in the same order for the same seed.
final class KeyNumbers: Sendable {
    private let random: Mutex<Jitter>

    init(seed: UInt64) { random = Mutex(Jitter(seed: seed &+ 0x6b65_7973)) }

    @Sendable func next(_ count: Int) -> [UInt8] {
        random.withLock { random in (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
    }
}
