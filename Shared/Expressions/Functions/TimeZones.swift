import Foundation
import Synchronization

/// Offsets of time zones from UTC: fixed ones as `+09:00`, named ones as Foundation knows them.
enum TimeZones {
    private static let known = Mutex<[String: TimeZone]>([:])

    /// Past this the memory of names is emptied; they come from expressions and could be anything.
    private static let maximumKnown = 64

    /// Seconds east of UTC at a time; nil when there is no such zone.
    static func offset(of name: String, at seconds: Int64) -> Int? {
        if name.isEmpty || name == "UTC" { return 0 }
        if let fixed = fixedOffset(name) { return fixed }
        return zone(name)?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    private static func zone(_ name: String) -> TimeZone? {
        known.withLock { known in
            if let zone = known[name] { return zone }
            guard let zone = TimeZone(identifier: name) else { return nil }
            if known.count >= maximumKnown { known.removeAll() }
            known[name] = zone
            return zone
        }
    }

    /// `+09:00`, `-09:30` or `02:00`.
    private static func fixedOffset(_ name: String) -> Int? {
        var bytes = Array(name.utf8)[...]
        var sign = 1
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            bytes = bytes.dropFirst()
        }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isDigit) }),
            let hours = Int(String(decoding: parts[0], as: UTF8.self)),
            let minutes = Int(String(decoding: parts[1], as: UTF8.self)), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
