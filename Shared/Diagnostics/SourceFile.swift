/// Keeps a text that a person wrote, so that its lines can be shown with what is wrong in them.
public final class SourceFile: Sendable {
    /// The file's path as its user knows it.
    public let name: String
    /// The text as it was read.
    public let bytes: [UInt8]
    /// Where each line begins; the first at 0.
    private let lineStarts: [Int]

    /// Takes the text of a file; `\n`, `\r\n` and `\r` end a line.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (position, byte) in bytes.enumerated() {
            let isReturn =
                byte == UInt8(ascii: "\r") && (position + 1 == bytes.count || bytes[position + 1] != UInt8(ascii: "\n"))
            if byte == UInt8(ascii: "\n") || isReturn {
                starts.append(position + 1)
            }
        }
        lineStarts = starts
    }

    /// The number of lines; a text that ends with a line break has an empty last one.
    public var lineCount: Int { lineStarts.count }

    /// Returns a line (from 1) without its line break; nil when there is none.
    public func line(_ number: Int) -> String? {
        range(ofLine: number).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    private func range(ofLine number: Int) -> Range<Int>? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return start..<end
    }

    /// The longest line, in bytes, that a diagnostic keeps whole.
    private static let longLine = 4_096
    /// How much of a longer one it keeps on each side of its place, in bytes: more than is ever shown.
    private static let longLineMargin = 512

    /// Returns the line of a place, of a long one only what is around the place, and the column at which that begins.
    ///
    /// JSON without line breaks is one line of many MiB, which must not be decoded, and kept by each diagnostic, for the
    /// hundred characters that are shown.
    func excerpt(around place: SourcePosition) -> (text: String, column: Int)? {
        guard let line = range(ofLine: place.line) else { return nil }
        guard line.count > Self.longLine else { return (String(decoding: bytes[line], as: UTF8.self), 1) }
        var (caret, column) = (line.lowerBound, 1)
        while caret < line.upperBound, column < place.column {
            caret += 1
            if caret == line.upperBound || beginsScalar(caret) { column += 1 }
        }
        let start = scalarStart(near: max(line.lowerBound, caret - Self.longLineMargin), within: line)
        let end = scalarStart(near: min(line.upperBound, caret + Self.longLineMargin), within: line)
        return (String(decoding: bytes[start..<end], as: UTF8.self), column - scalarCount(in: start..<caret))
    }

    /// The beginning of the scalar that a byte belongs to; at most three bytes before it in UTF-8 (RFC 3629, 3).
    private func scalarStart(near offset: Int, within line: Range<Int>) -> Int {
        guard offset < line.upperBound else { return offset }
        return (max(line.lowerBound, offset - 3)...offset).last(where: beginsScalar) ?? offset
    }

    private func beginsScalar(_ offset: Int) -> Bool { bytes[offset] & 0xc0 != 0x80 }

    private func scalarCount(in range: Range<Int>) -> Int { range.count(where: beginsScalar) }

    /// Returns the place of the byte at `offset` (from 0), or of the end for an offset past it.
    public func position(ofByte offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: scalarCount(in: lineStarts[low]..<offset) + 1)
    }
}
