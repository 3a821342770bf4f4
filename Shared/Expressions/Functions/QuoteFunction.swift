/// `strings.quote`: a string as it would be written in an expression.
///
/// Source: cel-go, `ext/strings`.
enum QuoteFunction {
    static let all: [Function] = [.global("strings.quote", "(string) -> string", quote)]

    private static func quote(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let text = arguments.string(0)
        try frame.spend(1 + text.count >> 2)
        var escaped = 0
        for byte in text where escape(byte) != nil { escaped += 1 }
        return .string(
            try frame.text(count: text.count + escaped + 2) { target in
                var position = 1
                for byte in text {
                    if let letter = escape(byte) {
                        target[position] = UInt8(ascii: "\\")
                        target[position + 1] = letter
                        position += 2
                    } else {
                        target[position] = byte
                        position += 1
                    }
                }
                target[0] = UInt8(ascii: "\"")
                target[position] = UInt8(ascii: "\"")
            }
        )
    }

    /// The letter behind the backslash; nil for what stands for itself.
    private static func escape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x07: UInt8(ascii: "a")
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0B: UInt8(ascii: "v")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): byte
        default: nil
        }
    }
}
