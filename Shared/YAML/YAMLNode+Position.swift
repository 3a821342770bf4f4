public import Diagnostics

extension YAMLNode {
    /// Returns the place in the file of a byte (from 0, UTF-8) of the scalar's text; for errors inside expressions.
    ///
    /// Exact for scalars on one line and for literal blocks (`|`); for folded text the nearest place that can be told.
    public func position(ofByte offset: Int) -> SourcePosition {
        guard let scalar else { return start }
        let offset = min(max(offset, 0), scalar.text.utf8.count)
        // Nothing is below a block that begins on the last line.
        let isBlock = scalar.style == .literal || scalar.style == .folded
        if isBlock, start.line >= source.lineCount { return start }
        switch scalar.style {
        case .literal: return literalPosition(in: scalar.text, ofByte: offset)
        case .folded: return foldedPosition(in: scalar.text, ofByte: offset, from: start.line + 1, column: 1)
        case .plain, .singleQuoted, .doubleQuoted:
            guard start.line == end.line else {
                let column = start.column + (scalar.style == .plain ? 0 : 1)
                return foldedPosition(in: scalar.text, ofByte: offset, from: start.line, column: column)
            }
            return flowPosition(scalar.style, ofByte: offset)
        }
    }

    /// Returns a diagnostic about `length` characters from a byte (from 0) of the scalar's text on.
    public func diagnostic(
        _ severity: Diagnostic.Severity,
        _ message: String,
        atByte offset: Int,
        length: Int = 1,
        hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(severity, message, in: source, at: position(ofByte: offset), length: length, hint: hint)
    }

    /// A literal line is indentation and then the text's line, unchanged.
    private func literalPosition(in text: String, ofByte offset: Int) -> SourcePosition {
        let bytes = Array(text.utf8)
        let before = bytes[..<offset]
        let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let number = start.line + 1 + before.count { $0 == UInt8(ascii: "\n") }
        let written = source.line(number)?.unicodeScalars.count ?? 0
        let indent = max(written - characters(bytes[lineStart..<lineEnd]), 0)
        return SourcePosition(line: number, column: indent + characters(bytes[lineStart..<offset]) + 1)
    }

    /// Walks over the source and counts the bytes that each character or escape stands for.
    private func flowPosition(_ style: YAMLScalar.Style, ofByte offset: Int) -> SourcePosition {
        let line = Array((source.line(start.line) ?? "").unicodeScalars)
        var index = start.column - 1 + (style == .plain ? 0 : 1)
        var bytes = 0
        while index < min(end.column - 1, line.count) {
            let step = Self.step(at: index, in: line, style)
            if offset < bytes + step.bytes { break }
            bytes += step.bytes
            index += step.characters
        }
        return SourcePosition(line: start.line, column: index + 1)
    }

    private static func step(
        at index: Int,
        in line: [Unicode.Scalar],
        _ style: YAMLScalar.Style
    ) -> (characters: Int, bytes: Int) {
        let scalar = line[index]
        let next = index + 1 < line.count ? line[index + 1] : nil
        if style == .singleQuoted, scalar == "'", next == "'" { return (2, 1) }
        guard style == .doubleQuoted, scalar == "\\", let next else {
            return (1, UTF8.width(scalar))
        }
        let digits = ["x": 2, "u": 4, "U": 8][next] ?? 0
        guard digits > 0 else {
            let width: [Unicode.Scalar: Int] = ["N": 2, "_": 2, "L": 3, "P": 3]
            return (2, width[next] ?? 1)
        }
        let text = String(String.UnicodeScalarView(line[(index + 2)...].prefix(digits)))
        let value = UInt32(text, radix: 16).flatMap(Unicode.Scalar.init)
        return (2 + digits, value.map { UTF8.width($0) } ?? 3)
    }

    /// Finds each source line's words again in the text, where line breaks and indentation have become blanks.
    private func foldedPosition(in text: String, ofByte offset: Int, from first: Int, column: Int) -> SourcePosition {
        let bytes = Array(text.utf8)
        var position = 0
        var place = SourcePosition(line: first, column: column)
        for number in first...max(end.line, first) {
            let line = Array((source.line(number) ?? "").unicodeScalars)
            let from = number == first ? min(column - 1, line.count) : 0
            let indent = line[from...].prefix { $0 == " " || $0 == "\t" }.count + from
            let content = Array(String(String.UnicodeScalarView(line[indent...])).utf8)
            guard !content.isEmpty else { continue }
            while position < min(offset, bytes.count), bytes[position] == 32 || bytes[position] == 10 { position += 1 }
            place = SourcePosition(line: number, column: indent + 1)
            let rest = max(offset - position, 0)
            if rest < content.count {
                place.column += characters(content[..<rest])
                return place
            }
            position += content.count
        }
        return place
    }

    private func characters(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.count { $0 & 0xc0 != 0x80 }
    }
}
