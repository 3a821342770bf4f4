public import Foundation

/// Where a command writes to, and what it knows of the place.
public struct Console: Sendable {
    /// Whether standard output is a terminal that shows colours.
    public let hasColour: Bool
    /// Whether standard error is a terminal, so that progress can be drawn.
    public let hasProgress: Bool
    /// Receives the result.
    public let output: @Sendable (String) -> Void
    /// Receives what people should know besides.
    public let error: @Sendable (String) -> Void

    /// A place to write to.
    public init(
        hasColour: Bool,
        hasProgress: Bool,
        output: @escaping @Sendable (String) -> Void,
        error: @escaping @Sendable (String) -> Void
    ) {
        self.hasColour = hasColour
        self.hasProgress = hasProgress
        self.output = output
        self.error = error
    }

    /// The process's own streams; `program` begins what is said where the result cannot be written.
    public static func standard(_ program: String, environment: [String: String]) -> Console {
        let dumb = environment["NO_COLOR"] != nil || environment["TERM"] == "dumb"
        return Console(
            hasColour: !dumb && isatty(STDOUT_FILENO) == 1,
            hasProgress: !dumb && isatty(STDERR_FILENO) == 1,
            output: { text in
                do throws(CommandFailure) {
                    try write(text, to: .standardOutput)
                } catch {
                    try? write("\(program): \(error)\n", to: .standardError)
                    exit(error.status.rawValue)
                }
            },
            // Where nobody listens nobody misses it, and the result counts all the same.
            error: { try? write($0, to: .standardError) }
        )
    }

    /// Writes to a stream, which may be closed, or a file on a full disk.
    public static func write(_ text: String, to stream: FileHandle) throws(CommandFailure) {
        do {
            try stream.write(contentsOf: Data(text.utf8))
        } catch {
            throw CommandFailure(.inputOutput, "cannot write the result: \(CommandFailure.reason(of: error))")
        }
    }

    /// Writes a line of the result.
    public func line(_ text: String = "") { output(text + "\n") }

    /// Writes a line for people, on standard error.
    public func note(_ text: String) { error(text + "\n") }

    /// `text` in `style`, where the terminal shows it.
    public func styled(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }

    /// Terminal styles by their SGR codes (ECMA-48, 8.3.117).
    public enum Style: String, Sendable {
        /// What stands out.
        case bold = "1"
        /// What matters less.
        case dim = "2"
        /// What is wrong.
        case red = "1;31"
        /// What may be wrong.
        case yellow = "33"
        /// What is right.
        case green = "32"
    }

    /// Writes rows under headings, each column as wide as its widest cell.
    public func table(_ headings: [String], _ rows: [[String]]) {
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
    public static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{fffd}" : $0 }))
    }

    /// The same for text of several lines.
    public static func printableLines(_ text: String) -> String {
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
    public static func width(of text: String) -> Int {
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
