import Messages

/// Knows which streams somebody listens to, from the subscriptions that an XPUB in verboser mode hands on.
///
/// Publishing what nobody hears would cost a write of every message. Only prefixes of our topics are remembered, so that
/// a subscriber cannot make this grow.
struct LogSubscriptions: Sendable {
    private static let topics: [(kind: Kind, bytes: [UInt8])] = Kind.allCases.map { ($0, Array(Topic.log($0).utf8)) }

    private var counts: [[UInt8]: Int] = [:]
    private var wanted: Set<Kind> = []

    func contains(_ kind: Kind) -> Bool { wanted.contains(kind) }

    /// Takes in a frame that the XPUB received; anything but a subscription or its end is ignored.
    mutating func take(_ frame: UnsafeRawBufferPointer) {
        guard let first = frame.first, first <= 1, frame.count <= 64 else { return }
        let prefix = Array(frame.dropFirst())
        guard Self.topics.contains(where: { $0.bytes.starts(with: prefix) }) else { return }
        let count = (counts[prefix] ?? 0) + (first == 1 ? 1 : -1)
        counts[prefix] = count > 0 ? count : nil
        wanted = Set(
            Self.topics.filter { topic in counts.keys.contains { topic.bytes.starts(with: $0) } }.map(\.kind)
        )
    }
}
