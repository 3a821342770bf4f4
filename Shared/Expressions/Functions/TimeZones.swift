import Foundation
import Synchronization

/// Offsets of time zones from UTC: fixed ones as `+09:00`, named ones as Foundation knows them.
enum TimeZones {
    private static let known = Mutex<[String: TimeZone]>([:])

    /// Past this the memory of names is emptied; all that the database has are fewer.
    private static let maximumKnown = 1_024

    /// What the offset of a zone costs; its rules are read once.
    static let cost = 20

    /// What it costs besides to find that there is no such zone: the database is searched each time.
    static let costOfUnknown = 1_000

    /// No zone has a longer name.
    private static let maximumName = 64

    /// Seconds east of UTC at a time; nil when there is no such zone.
    static func offset(of name: UTF8View, at seconds: Int64) -> Int? {
        if name.isEmpty || name.isEqualText("UTC") { return 0 }
        if let fixed = fixedOffset(name) { return fixed }
        guard name.count <= maximumName else { return nil }
        return zone(String(decoding: name, as: UTF8.self))?
            .secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
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
    private static func fixedOffset(_ name: UTF8View) -> Int? {
        let isNegative = name.first == UInt8(ascii: "-")
        let digits = isNegative || name.first == UInt8(ascii: "+") ? UTF8View(rebasing: name.dropFirst()) : name
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"), let hours = twoDigits(digits, 0), hours < 24,
            let minutes = twoDigits(digits, 3), minutes < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func twoDigits(_ text: UTF8View, _ start: Int) -> Int? {
        guard text[start].isDigit, text[start + 1].isDigit else { return nil }
        return Int(text[start] - 0x30) * 10 + Int(text[start + 1] - 0x30)
    }
}
