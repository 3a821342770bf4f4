/// Functions that count in code points: `indexOf`, `lastIndexOf`, `substring`, `charAt`.
enum StringPositionFunctions {
    static let all: [Function] = [
        Function("indexOf", .member, 2...3, .int, .variadic(indexOf)),
        Function("lastIndexOf", .member, 2...3, .int, .variadic(lastIndexOf)),
        Function("substring", .member, 2...3, .string, .variadic(substring)),
        Function("charAt", .member, .string, charAt),
    ]

    static func indexOf(_ values: [Operand], _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = values[0].text?.utf8, let wanted = values[1].text?.utf8 else {
            throw .overload("indexOf", values, at: offset)
        }
        try frame.spend(UTF8View.searchCost(text.count, wanted.count))
        var start = 0
        if values.count > 2 {
            if wanted.isEmpty { return values[2] }
            start = try byteOffset(values[2], in: text, "indexOf", offset)
        }
        return .int(position(text, wanted) { $0.firstOffset(of: $1, from: start) })
    }

    static func lastIndexOf(_ values: [Operand], _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = values[0].text?.utf8, let wanted = values[1].text?.utf8 else {
            throw .overload("lastIndexOf", values, at: offset)
        }
        try frame.spend(UTF8View.searchCost(text.count, wanted.count))
        var limit = text.count
        if values.count > 2 {
            if wanted.isEmpty { return values[2] }
            limit = try byteOffset(values[2], in: text, "lastIndexOf", offset)
        }
        guard text.count >= wanted.count else { return .int(-1) }
        return .int(
            position(text, wanted) { text, wanted in
                stride(from: min(limit, text.count - wanted.count), through: 0, by: -1).first { start in
                    UTF8View(rebasing: text[start..<(start + wanted.count)]).isEqual(wanted)
                }
            }
        )
    }

    /// The code points before the byte offset that `find` gives; -1 for none.
    private static func position(_ text: [UInt8], _ wanted: [UInt8], _ find: (UTF8View, UTF8View) -> Int?) -> Int64 {
        text.withUnsafeBufferPointer { text in
            wanted.withUnsafeBufferPointer { wanted in
                find(text, wanted).map { Int64(UTF8View(rebasing: text[..<$0]).codePoints) } ?? -1
            }
        }
    }

    static func substring(_ values: [Operand], _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = values[0].text?.utf8 else { throw .overload("substring", values, at: offset) }
        try frame.spend(bytes: text.count)
        let start = try byteOffset(values[1], in: text, "substring", offset)
        let end = values.count > 2 ? try byteOffset(values[2], in: text, "substring", offset) : text.count
        guard start <= end else {
            throw Failure(.invalidArgument, at: offset, "substring: the end stands before the start")
        }
        return .string(Text(utf8: Array(text[start..<end])))
    }

    /// The code point at a position; the position behind the last gives an empty string.
    static func charAt(_ value: Operand, _ index: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure)
        -> Operand
    {
        guard let text = value.text?.utf8 else { throw .overload("charAt", [value, index], at: offset) }
        try frame.spend(bytes: text.count)
        let start = try byteOffset(index, in: text, "charAt", offset)
        let end = start < text.count ? text[(start + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? text.count : start
        return .string(Text(utf8: Array(text[start..<end])))
    }

    /// The byte offset of a position in code points, from 0 to their number.
    private static func byteOffset(_ value: Operand, in text: [UInt8], _ name: String, _ offset: Int) throws(Failure)
        -> Int
    {
        guard case .int(let position) = value else { throw .overload(name, [.string(""), value], at: offset) }
        var remaining = position
        if remaining == 0 { return 0 }
        guard remaining > 0 else { throw Failure(.indexOutOfRange, at: offset, "\(position)") }
        for (index, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
            if remaining == 0 { return index }
            remaining -= 1
        }
        guard remaining == 0 else { throw Failure(.indexOutOfRange, at: offset, "\(position)") }
        return text.count
    }
}
