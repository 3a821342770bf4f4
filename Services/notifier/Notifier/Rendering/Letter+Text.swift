extension Letter {
    /// The letter as plain text with `\n` line ends.
    var text: String {
        var parts = [salutation, opening.joined(separator: "\n")]
        parts += sections.map(Self.text)
        let rule = String(repeating: "-", count: 60)
        parts.append("\(rule)\n\(closing.joined(separator: "\n"))")
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func text(_ section: Section) -> String {
        (["■ \(section.title)"] + section.rows.map(text)).joined(separator: "\n")
    }

    /// A value of several lines, or a long one, stands under its label.
    private static func text(_ row: Row) -> String {
        let lines = row.value.lines
        if row.style == .prose, lines.count > 1 || width(row.value) > 60 {
            return "  \(row.label):\n" + lines.map { "    \($0)" }.joined(separator: "\n")
        }
        return "  \(row.label): \(lines.joined(separator: " "))"
    }

    /// How wide a text is in columns: Japanese characters take two.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) }
    }
}

extension String {
    /// What `\n` parts, empty lines included.
    ///
    /// Found by bytes: a letter is split for each form of it, and walking its characters was a third of what rendering it cost.
    var lines: [Substring] {
        var text = self
        let breaks = text.withUTF8 { bytes in bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") } }
        var lines: [Substring] = []
        var start = text.startIndex
        for place in breaks {
            let end = text.utf8.index(text.startIndex, offsetBy: place)
            lines.append(text[start..<end])
            start = text.utf8.index(after: end)
        }
        lines.append(text[start...])
        return lines
    }
}
