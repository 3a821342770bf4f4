/// Whether an expression goes on in the next line: a bracket is open, or a string over several lines.
enum OpenBrackets {
    static func isUnfinished(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var (index, depth) = (0, 0)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "/") where bytes.dropFirst(index).starts(with: [0x2f, 0x2f]):
                index = bytes[index...].firstIndex(of: 0x0a) ?? bytes.count
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = endOfString(bytes, from: index) else { return true }
                index = end
                continue
            default: break
            }
            index += 1
        }
        // More closed than opened is a mistake for the parser to tell.
        return depth > 0
    }

    /// The index after the string that begins here; nil where a triple-quoted one is still open.
    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int? {
        let quote = bytes[start]
        let isTriple = bytes.dropFirst(start).starts(with: [quote, quote, quote])
        let isRaw = start > 0 && (bytes[start - 1] | 0x20) == UInt8(ascii: "r")
        var index = start + (isTriple ? 3 : 1)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), !isRaw {
                index += 2
            } else if isTriple, bytes.dropFirst(index).starts(with: [quote, quote, quote]) {
                return index + 3
            } else if !isTriple, bytes[index] == quote || bytes[index] == 0x0a {
                return index + 1
            } else {
                index += 1
            }
        }
        // A plain string that does not end on its line never will: the parser says so.
        return isTriple ? nil : bytes.count
    }
}
