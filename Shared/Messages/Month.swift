/// One month of the calendar in UTC, as `2026-11`: what keys are made for and destroyed by.
public struct Month: Hashable, Sendable {
    /// Year and month as one number, such as `202611`.
    public let number: Int32

    /// Takes a number such as `202611`; nil outside the years 1970 to 9999 and the months 1 to 12.
    public init?(number: Int32) {
        guard (1970...9999).contains(number / 100), (1...12).contains(number % 100) else { return nil }
        self.number = number
    }

    /// Reads `2026-11`; nil for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-") else { return nil }
        var number: Int32 = 0
        for place in [0, 1, 2, 3, 5, 6] {
            let digit = Int32(bytes[place]) - 48
            guard (0...9).contains(digit) else { return nil }
            number = number * 10 + digit
        }
        self.init(number: number)
    }

    /// The text form, `2026-11`.
    public var text: String {
        let month = number % 100
        return "\(number / 100)-\(month < 10 ? "0" : "")\(month)"
    }
}

extension Month: Comparable, CustomStringConvertible {
    /// Orders by time.
    public static func < (left: Month, right: Month) -> Bool { left.number < right.number }

    /// The text form.
    public var description: String { text }
}

extension Month: Codable {
    /// Reads the text form; throws where it is not one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let month = Month(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be a month such as 2026-11")
        }
        self = month
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
