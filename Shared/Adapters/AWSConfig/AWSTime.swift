import JSON
import Messages

/// Reads times in the forms that AWS and the tools around it write.
enum AWSTime {
    /// RFC 3339, the same without an offset or with a blank (read as UTC), seconds or milliseconds since 1970, or what Python prints.
    static func read(_ node: JSONNode) -> Timestamp? {
        if let text = node.string { return read(text) }
        guard let number = node.double, number.isFinite, (0..<1e14).contains(number) else { return nil }
        // Seconds pass this bound in the year 5138.
        return Timestamp(microseconds: Int64(number < 1e11 ? number * 1_000_000 : number * 1_000))
    }

    static func read(_ text: String) -> Timestamp? {
        if let time = Timestamp(text) { return time }
        if let time = python(text) { return time }
        let joined = text.replacing(" ", with: "T", maxReplacements: 1)
        return Timestamp(joined) ?? Timestamp(joined + "Z")
    }

    /// `datetime.datetime(2020, 4, 22, 13, 13, 17, 718000, tzinfo=tzlocal())`, as a client writes that prints instead of serialising.
    private static func python(_ text: String) -> Timestamp? {
        guard text.hasPrefix("datetime.datetime("),
            let end = text.dropFirst(18).firstIndex(where: { $0 == "t" || $0 == ")" })
        else { return nil }
        let start = text.index(text.startIndex, offsetBy: 18)
        let parts = text[start..<end].split(separator: ",").compactMap { part in
            Int(part.drop { $0 == " " }.prefix { $0 != " " })
        }
        guard parts.count >= 5 else { return nil }
        let (second, microsecond) = (parts.count > 5 ? parts[5] : 0, parts.count > 6 ? parts[6] : 0)
        let day = "\(digits(parts[0], 4))-\(digits(parts[1], 2))-\(digits(parts[2], 2))"
        let clock = "\(digits(parts[3], 2)):\(digits(parts[4], 2)):\(digits(second, 2)).\(digits(microsecond, 6))"
        return Timestamp("\(day)T\(clock)Z")
    }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
