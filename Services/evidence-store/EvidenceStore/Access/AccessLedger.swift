import Messages
import Synchronization
import Threading

/// Counts who was turned away, by the minute: a flood of keys costs a count, not a message each.
final class AccessLedger: Sendable {
    /// Who was turned away within a minute.
    struct Minute: Hashable, Sendable {
        /// Minutes since 1970.
        var minute: Int64
        var count: Int64
        var attempts: [RefusedAccess]
    }

    /// Different keys and addresses that are told of one minute.
    static let kept = 16
    /// Minutes that wait for the journal; what comes after counts for the last of them.
    private static let limit = 60

    private let minutes = Mutex<[Minute]>([])
    private let clock: WallClock

    init(clock: WallClock = .system) { self.clock = clock }

    /// Counts one refusal; `key` is in Z85, `reason` in words of our own.
    func note(key: String?, address: String, domain: String, reason: String) {
        let now = clock.now().milliseconds / 60_000
        let attempt = RefusedAccess(
            key: key,
            address: Self.printable(address),
            domain: Self.printable(domain),
            reason: reason,
            count: 1
        )
        minutes.withLock { minutes in
            if minutes.last?.minute != now, minutes.count < Self.limit {
                minutes.append(Minute(minute: now, count: 0, attempts: []))
            }
            minutes[minutes.count - 1].add(attempt)
        }
    }

    /// Gives out the minutes before this one, or all, and forgets them.
    func take(before minute: Int64?) -> [Minute] {
        minutes.withLock { minutes in
            let due = minutes.filter { minute == nil || $0.minute < minute ?? 0 }
            minutes.removeAll { minute == nil || $0.minute < minute ?? 0 }
            return due
        }
    }

    private static func printable(_ text: String) -> String {
        String(
            decoding: text.utf8.prefix(64).map { (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "?") },
            as: UTF8.self
        )
    }
}

extension AccessLedger.Minute {
    fileprivate mutating func add(_ attempt: RefusedAccess) {
        count += 1
        let known = attempts.firstIndex {
            $0.key == attempt.key && $0.address == attempt.address && $0.domain == attempt.domain
                && $0.reason == attempt.reason
        }
        if let known {
            attempts[known].count += 1
        } else if attempts.count < AccessLedger.kept {
            attempts.append(attempt)
        }
    }
}
