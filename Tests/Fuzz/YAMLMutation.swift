import TestSupport

/// Changes to a YAML file that leave its lines whole, so that most of the results are still YAML.
enum YAMLMutation {
    /// Pieces that damage likes to put anywhere.
    static let pieces = [
        ":", ": ", "- ", "? ", "|", "|-\n", ">+2\n", "&a ", "*a", "!Ref ", "!!str ", "!!binary ", "%YAML 1.1\n",
        "---\n",
        "...\n", "<<: ", "{", "}", "[", "]", ",", "'", "\"", "''", "\"\\x41\"", "\"\\u65e5\\", "\"\\U0010ffff\"", "#",
        " #", "\t", "\r", "\r\n", "\n", "\n\n", "  ", "\u{85}", "\u{2028}", "\u{feff}", "\u{0}", "日本", "~", "null",
        "yes", "0o17", "0x1F", "007", "1e999", "-.inf", ".nan", "18446744073709551616", "9223372036854775807", "-1",
        "12:30:45", "2026-11-22", "[[[[[[[[", "{a: {b: {c: ", "- - - - ", "\"*\"", "@", "`", "\u{202e}", "é",
    ]

    /// Values that some key takes.
    private static let values = [
        "settei/v1", "RulePack", "Intents", "Tenant", "ResourceMappings", "[]", "{}", "true", "false", "null", "1", "0",
        "-1", "1000000000000", "[acme, globex]", "[\"*\"]", "acme", "tenant", "integrator", "auditor", "critical", "ja",
        "{ en: a, ja: あ }", "{ messagesPerSecond: 1, messageBurst: 1 }", "\"config.x == 1\"", "config.x == 1",
        "Asia/Tokyo", "2027-01-31T00:00:00Z", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
        "\"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\"", "https://a.example/", "{ config: {}, expect: pass }", "|",
    ]

    static func apply(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout Seeded) {
        let newline = UInt8(ascii: "\n")
        var lines = bytes.split(separator: newline, omittingEmptySubsequences: false).map { Array($0) }
        let others = other.split(separator: newline, omittingEmptySubsequences: false)
        let place = random.below(lines.count)
        switch random.below(8) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: random.below(lines.count + 1))
        case 2: lines.insert(Array(random.pick(others)), at: place)
        case 3: lines.insert([0x20, 0x20] + lines.remove(at: place), at: place)
        case 4: lines[place].removeFirst(min(lines[place].prefix { $0 == 0x20 }.count, 2))
        case 5:
            let first = random.below(others.count)
            lines.insert(contentsOf: others[first...].prefix(1 + random.below(8)).map { Array($0) }, at: place)
        case 6:
            lines.swapAt(place, random.below(lines.count))
        default:
            guard let colon = lines[place].firstIndex(of: UInt8(ascii: ":")) else { return }
            lines[place].removeSubrange((colon + 1)...)
            lines[place] += Array(" \(random.pick(values))".utf8)
        }
        bytes = Array(lines.joined(separator: [newline]))
        if bytes.count > 4_096 { bytes.removeLast(bytes.count - 4_096) }
    }
}
