import Threading

/// What happened last, and what should not have.
final class Chronicle {
    private var lines: [String] = []
    private var written = 0
    private(set) var violations: [String] = []
    /// Of all lines, to see whether two runs were the same.
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    var now = Instant(nanoseconds: 0)

    private static let kept = 60

    func note(_ line: String) {
        let line = "\(Double(now.nanoseconds / 1_000) / 1e6) \(line)"
        for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        if lines.count < Self.kept {
            lines.append(line)
        } else {
            lines[written % Self.kept] = line
        }
        written += 1
    }

    func violate(_ line: String) {
        note("!! \(line)")
        if violations.count < 20 { violations.append(line) }
    }

    /// For whoever has to find out why.
    func report(seed: UInt64) -> String {
        let start = written % max(1, lines.count)
        let last = (lines[start...] + lines[..<start]).joined(separator: "\n")
        return "seed \(seed)\n\(violations.joined(separator: "\n"))\nlast events:\n\(last)"
    }
}
