import TestSupport

/// Makes settings that the reader accepts, with the names that expressions ask for and values of any kind.
struct SettingMaker {
    var random: Seeded

    private static let names = [
        "name", "count", "ratio", "big", "open", "none", "at", "ttl", "ports", "words", "tags", "rules", "mixed",
        "nested",
        "a", "b", "c", "env", "port", "cidr", "list", "numbers", "policy", "Statement", "Effect", "日本", "odd-name", "",
    ]

    private static let scalars = [
        "null", "true", "false", "0", "-1", "3", "1.0", "2.5", "-0.0", "9007199254740993", "-9223372036854775808",
        "18446744073709551615", "1e300", "\"\"", "\"a\"", "\"alpha\"", "\"日本\"", #""\u00e9\ud83d\ude00""#,
        "\"10.0.0.0/8\"",
        "\"0.0.0.0/0\"", "\"2026-02-28T23:59:59Z\"", "\"1h30m\"", "\"1.2.3\"", "\"1Gi\"", "\"https://example.com/\"",
        "\"*\"",
    ]

    mutating func make(depth: Int) -> String {
        guard depth > 0, !random.chance(35) else { return random.pick(Self.scalars) }
        let count = random.chance(3) ? random.below(60) : random.below(6)
        if random.chance(40) {
            return "[\((0..<count).map { _ in make(depth: depth - 1) }.joined(separator: ", "))]"
        }
        var names = Self.names.shuffled(using: &random).prefix(count)
        if count > names.count { names += (0..<count).map { "k\($0)" } }
        return "{\(names.map { "\"\($0)\": \(make(depth: depth - 1))" }.joined(separator: ","))}"
    }
}
