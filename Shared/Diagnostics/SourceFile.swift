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
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Returns the place of the byte at `offset` (from 0), or of the end for an offset past it.
    public func position(ofByte offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = String(decoding: bytes[lineStarts[low]..<offset], as: UTF8.self)
        return SourcePosition(line: low + 1, column: before.unicodeScalars.count + 1)
    }
}
