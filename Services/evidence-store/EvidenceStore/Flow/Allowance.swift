import Messages

/// What one principal or tenant may still send: messages and bytes, each in its bucket; and ask.
struct Allowance: Sendable {
    /// Which limit is reached.
    enum Limit: String, CaseIterable, Hashable, Sendable {
        case messages
        case bytes
        /// One message is too large.
        case size
        case queries
    }

    /// Why a message must wait, and how long.
    struct Wait: Sendable, Hashable {
        let limit: Limit
        let time: Nanoseconds
    }

    private var messages: TokenBucket?
    private var bytes: TokenBucket?
    private(set) var messageBytes = Message.maximumBytes
    private(set) var queries = Int.max
    private var openQueries = 0

    /// - Parameter limits: what is said, over what holds by default; a rate that is nowhere said is no limit.
    init(_ limits: FlowLimits?, default: FlowLimits = FlowLimits()) { set(limits, default: `default`) }

    /// Puts other limits in force; what was used up stays so.
    mutating func set(_ limits: FlowLimits?, default: FlowLimits) {
        func value(_ path: KeyPath<FlowLimits, Int?>) -> Int? { limits?[keyPath: path] ?? `default`[keyPath: path] }
        func change(_ bucket: inout TokenBucket?, rate: Int?, burst: Int?, least: Int) {
            guard let rate else { return bucket = nil }
            let burst = max(burst ?? 2 * rate, least)
            if bucket == nil { bucket = TokenBucket(rate: rate, burst: burst) }
            bucket?.change(rate: rate, burst: burst)
        }
        // A burst is said for the rate beside it: the default's must not stand beside a rate of one's own.
        let messageBurst = limits?.messageBurst ?? (limits?.messagesPerSecond == nil ? `default`.messageBurst : nil)
        let byteBurst = limits?.byteBurst ?? (limits?.bytesPerSecond == nil ? `default`.byteBurst : nil)
        change(&messages, rate: value(\.messagesPerSecond), burst: messageBurst, least: 1)
        change(&bytes, rate: value(\.bytesPerSecond), burst: byteBurst, least: Message.maximumBytes)
        messageBytes = value(\.messageBytes) ?? Message.maximumBytes
        queries = value(\.queries) ?? .max
    }

    /// Takes one message of `size` bytes out of both buckets; or says why it must wait, and takes nothing.
    mutating func take(_ size: Int, now: Nanoseconds) -> Wait? {
        if messages?.wait(for: 1, now: now) ?? 0 > 0 {
            return Wait(limit: .messages, time: messages?.promise(1, now: now) ?? 0)
        }
        if bytes?.wait(for: size, now: now) ?? 0 > 0 {
            return Wait(limit: .bytes, time: bytes?.promise(size, now: now) ?? 0)
        }
        messages?.take(1, now: now)
        bytes?.take(size, now: now)
        return nil
    }

    /// Puts a message back that went no further.
    mutating func giveBack(_ size: Int) {
        messages?.giveBack(1)
        bytes?.giveBack(size)
    }

    /// Counts a question; says `false` where as many are open as may be.
    mutating func openQuery() -> Bool {
        guard openQueries < queries else { return false }
        openQueries += 1
        return true
    }

    /// A question has its answer.
    mutating func closeQuery() { openQueries -= 1 }
}
