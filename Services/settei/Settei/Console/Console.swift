import Foundation

/// Where a command writes to, and what it knows of the place.
struct Console: Sendable {
    /// Whether standard output is a terminal that shows colours.
    let hasColour: Bool
    /// Whether standard error is a terminal, so that progress can be drawn.
    let hasProgress: Bool
    /// Receives the result.
    let output: @Sendable (String) -> Void
    /// Receives what people should know besides.
    let error: @Sendable (String) -> Void

    /// The process's own streams.
    static func standard(environment: [String: String]) -> Console {
        let dumb = environment["NO_COLOR"] != nil || environment["TERM"] == "dumb"
        return Console(
            hasColour: !dumb && isatty(STDOUT_FILENO) == 1,
            hasProgress: !dumb && isatty(STDERR_FILENO) == 1,
            output: { text in
                do throws(CommandFailure) {
                    try write(text, to: .standardOutput)
                } catch {
                    try? write("settei: \(error)\n", to: .standardError)
                    exit(error.status.rawValue)
                }
            },
            // Where nobody listens nobody misses it, and the result counts all the same.
            error: { try? write($0, to: .standardError) }
        )
    }

    /// Writes to a stream, which may be closed, or a file on a full disk.
    static func write(_ text: String, to stream: FileHandle) throws(CommandFailure) {
        do {
            try stream.write(contentsOf: Data(text.utf8))
        } catch {
            throw CommandFailure(.inputOutput, "cannot write the result: \(CommandFailure.reason(of: error))")
        }
    }

    /// Writes a line of the result.
    func line(_ text: String = "") { output(text + "\n") }

    /// Writes a line for people, on standard error.
    func note(_ text: String) { error(text + "\n") }

    /// `text` in `style`, where the terminal shows it.
    func styled(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }

    /// Terminal styles by their SGR codes (ECMA-48, 8.3.117).
    enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "1;31"
        case yellow = "33"
        case green = "32"
    }

    /// Writes rows under headings, each column as wide as its widest cell.
    func table(_ headings: [String], _ rows: [[String]]) {
        let rows = rows.map { $0.map(Self.printable) }
        let widths = headings.indices.map { column in
            ([headings] + rows).map { Self.width(of: $0[column]) }.max() ?? 0
        }
        func text(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: max(0, $1 - Self.width(of: $0))) }
            var line = padded.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        line(styled(text(headings), .bold))
        for row in rows { line(text(row)) }
    }

    /// `text` without anything that a terminal would obey.
    ///
    /// What is shown comes from customers' settings: an escape sequence in a bucket's name must not move the cursor.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{fffd}" : $0 }))
    }

    /// The same for text of several lines.
    static func printableLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }.joined(
            separator: "\n"
        )
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// Columns on a terminal: two for East Asian wide characters (Unicode TR 11, the common blocks).
    static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1f64f, 0x20000...0x3fffd:
            true
        default: false
        }
    }
}

/// A bar on standard error for what takes longer than a moment; silent where that is no terminal.
struct Progress {
    private let console: Console
    private let what: String
    private let total: Int
    private var drawn = ContinuousClock.now - .seconds(1)

    init(_ what: String, total: Int, on console: Console) {
        self.what = what
        self.total = total
        self.console = console
    }

    /// Draws `done` of the total, at most ten times a second.
    mutating func show(_ done: Int) {
        guard console.hasProgress, ContinuousClock.now - drawn >= .milliseconds(100) else { return }
        drawn = .now
        let filled = total == 0 ? 30 : min(30, done * 30 / total)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        console.error("\r\(what) \(bar) \(done)/\(total)")
    }

    /// Wipes the bar.
    func end() {
        if console.hasProgress { console.error("\r\u{1b}[2K") }
    }
}
