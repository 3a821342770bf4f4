extension Diagnostic {
    /// Returns the diagnostic as a compiler shows it: place and message, the line, a caret, the hint.
    ///
    /// Control characters of the file are shown as spaces, so that a file cannot write to the terminal.
    public func rendered() -> String {
        let code = code.map { " [\($0)]" } ?? ""
        var lines = ["\(place): \(severity.rawValue): \(Self.harmless(message))\(code)"]
        if let position, let sourceLine {
            let column = position.column - sourceLineColumn + 1
            lines.append(contentsOf: Self.excerpt(of: sourceLine, at: column, length: length))
        }
        if let hint {
            lines.append("  hint: \(Self.harmless(hint))")
        }
        return lines.joined(separator: "\n")
    }

    private var place: String {
        position.map { "\(file):\($0.line):\($0.column)" } ?? file
    }

    /// The most characters of a line that are shown; more would hide the caret in a wrapped terminal line.
    private static let visibleCharacters = 110

    private static func excerpt(of line: String, at column: Int, length: Int) -> [String] {
        var scalars = Array(harmless(line).unicodeScalars)
        var caret = min(max(column - 1, 0), scalars.count)
        var lead = ""
        if caret > visibleCharacters * 3 / 4 {
            let cut = caret - visibleCharacters / 2
            scalars.removeFirst(cut)
            caret -= cut
            lead = "…"
        }
        let isCut = scalars.count > visibleCharacters
        let visible = scalars.prefix(visibleCharacters)
        let before = lead.count + visible.prefix(caret).reduce(0) { $0 + width(of: $1) }
        let indent = String(repeating: " ", count: before)
        let marked = visible.dropFirst(caret).prefix(max(length, 1)).reduce(0) { $0 + width(of: $1) }
        let tail = String(repeating: "~", count: max(marked - 1, 0))
        let text = lead + String(String.UnicodeScalarView(visible)) + (isCut ? "…" : "")
        return ["    \(text)", "    \(indent)^\(tail)"]
    }

    private static func harmless(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 32 || (127..<160).contains(scalar.value)
            // Marks that turn the direction of writing could make a line read as another.
            let turns = (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            result.append(isControl || turns ? " " : scalar)
        }
        return String(result)
    }

    /// The columns that a terminal gives a character: East Asian wide ones take two.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300...0x36f, 0x200b...0x200f, 0xfe00...0xfe0f: 0
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
            0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
            2
        default: 1
        }
    }
}
