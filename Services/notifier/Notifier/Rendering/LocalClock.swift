import Foundation
import Messages

/// Shows moments as people of a tenant read them: in their time zone, which is always named.
struct LocalClock: Sendable {
    private let zone: TimeZone
    private let calendar: Calendar

    /// Takes an IANA name such as `Asia/Tokyo`; an unknown one is shown as UTC.
    init(zone name: String) {
        zone = TimeZone(identifier: name) ?? .gmt
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        self.calendar = calendar
    }

    /// Returns `2026年11月20日 10:02:03(日本時間)` or `20 November 2026, 10:02:03 (Asia/Tokyo, UTC+09:00)`.
    func text(_ time: Timestamp, _ language: Language) -> String {
        let date = Date(timeIntervalSince1970: Double(time.seconds))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        let (year, month, day) = (parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1)
        let clock = [parts.hour, parts.minute, parts.second].map { Self.padded($0 ?? 0) }.joined(separator: ":")
        let place = zone.identifier
        switch language {
        case .ja where place == "Asia/Tokyo": return "\(year)年\(month)月\(day)日 \(clock)(日本時間)"
        case .ja: return "\(year)年\(month)月\(day)日 \(clock)(\(place)、\(offset(date)))"
        case .en: return "\(day) \(Self.months[(month - 1) % 12]) \(year), \(clock) (\(place), \(offset(date)))"
        }
    }

    private func offset(_ date: Date) -> String {
        let minutes = zone.secondsFromGMT(for: date) / 60
        return "UTC\(minutes < 0 ? "-" : "+")\(Self.padded(abs(minutes) / 60)):\(Self.padded(abs(minutes) % 60))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
