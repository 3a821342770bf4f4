/// Reads the rows of a CSV file (RFC 4180): quotes, doubled quotes, line ends within quotes; LF or CRLF.
struct CSVRows {
    struct Row {
        /// The line that it begins on, from 1.
        var line: Int
        var cells: [String]
    }

    private let bytes: [UInt8]
    private var place = 0
    private var line = 1
    /// The line of a quote that the file ends in.
    private(set) var unclosed: Int?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next row that is not blank; nil at the end.
    mutating func next() -> Row? {
        while place < bytes.count {
            let begin = line
            let cells = row()
            if cells != [""] { return Row(line: begin, cells: cells) }
        }
        return nil
    }

    private mutating func row() -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var quoted: Int?
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            switch (byte, quoted) {
            case (UInt8(ascii: "\""), .some):
                if place < bytes.count, bytes[place] == byte {
                    cell.append(byte)
                    place += 1
                } else {
                    quoted = nil
                }
            case (_, .some): cell.append(byte)
            case (UInt8(ascii: "\""), nil) where cell.isEmpty: quoted = line
            case (UInt8(ascii: ","), nil):
                cells.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll(keepingCapacity: true)
            case (UInt8(ascii: "\n"), nil):
                if cell.last == UInt8(ascii: "\r") { cell.removeLast() }
                return cells + [String(decoding: cell, as: UTF8.self)]
            default: cell.append(byte)
            }
        }
        if quoted != nil { unclosed = quoted }
        if cell.last == UInt8(ascii: "\r") { cell.removeLast() }
        return cells + [String(decoding: cell, as: UTF8.self)]
    }
}
