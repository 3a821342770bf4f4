/// A range of TCP or UDP ports.
struct PortRange: BitwiseCopyable, Sendable, Equatable {
    let lower: Int
    let upper: Int

    static let all = PortRange(lower: 0, upper: 65_535)

    private init(lower: Int, upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    /// A range with both ends; `-1` to `-1` means all, as in AWS.
    ///
    /// Nil when the ends are no ports or in the wrong order.
    init?(from lower: Int64, to upper: Int64) {
        if lower == -1, upper == -1 {
            self = .all
        } else if 0 <= lower, lower <= upper, upper <= 65_535 {
            self.init(lower: Int(lower), upper: Int(upper))
        } else {
            return nil
        }
    }

    func contains(_ port: Int64) -> Bool { Int64(lower) <= port && port <= Int64(upper) }

    func overlaps(_ other: PortRange) -> Bool { lower <= other.upper && other.lower <= upper }

    /// Reads `22`, `20-25`, and `*`, `any`, `all` and `-1` for all ports; calls `body` for each part between commas.
    ///
    /// False when a part is no range. Source: Azure, "Network security groups" (`*`, `22`, `20-25`); Google Cloud, `firewalls`
    /// (`22`, `20-25`); AWS, `IpPermission` (`-1`).
    static func forEach(in text: UTF8View, _ body: (PortRange) -> Void) -> Bool {
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let range = PortRange(part) else { return false }
            body(range)
        }
        return true
    }

    private init?(_ text: Slice<UTF8View>) {
        var text = text
        while text.first == UInt8(ascii: " ") { text.removeFirst() }
        while text.last == UInt8(ascii: " ") { text.removeLast() }
        let isAll = Self.words.contains { word in text.elementsEqual(word) { $0 == $1 || $0 | 0x20 == $1 } }
        if isAll {
            self = .all
            return
        }
        let dash = text.firstIndex(of: UInt8(ascii: "-"))
        guard let lower = Self.port(text[..<(dash ?? text.endIndex)]),
            let upper = dash.map({ Self.port(text[($0 + 1)...]) }) ?? lower
        else { return nil }
        self.init(from: lower, to: upper)
    }

    private static let words = ["any", "all", "*", "-1"].map { Array($0.utf8) }

    private static func port(_ text: Slice<UTF8View>) -> Int64? {
        guard (1...5).contains(text.count), text.allSatisfy(\.isDigit) else { return nil }
        return text.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
}
