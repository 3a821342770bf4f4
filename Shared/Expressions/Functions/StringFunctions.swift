/// Tests and changes of whole strings; each costs one for 16 bytes gone through.
enum StringFunctions {
    static let all: [Function] = [
        Function("contains", .member, .bool) { a, b, frame, offset throws(Failure) in
            try test("contains", a, b, &frame, offset) { $0.firstOffset(of: $1) != nil }
        },
        Function("startsWith", .member, .bool) { a, b, frame, offset throws(Failure) in
            try test("startsWith", a, b, &frame, offset) { $0.starts(withBytes: $1) }
        },
        Function("endsWith", .member, .bool) { a, b, frame, offset throws(Failure) in
            try test("endsWith", a, b, &frame, offset) { $0.ends(withBytes: $1) }
        },
        Function("matches", .both, .bool, matches),
        Function("lowerAscii", .member, .string) { value, frame, offset throws(Failure) in
            try map("lowerAscii", value, &frame, offset) { $0 &- 0x41 < 26 ? $0 + 32 : $0 }
        },
        Function("upperAscii", .member, .string) { value, frame, offset throws(Failure) in
            try map("upperAscii", value, &frame, offset) { $0 &- 0x61 < 26 ? $0 - 32 : $0 }
        },
        Function("trim", .member, .string, trim), Function("reverse", .member, .string, reverse),
        Function("split", .member, 2...3, .list(.string), .variadic(split)),
        Function("join", .member, 1...2, .string, .variadic(join)),
        Function("replace", .member, 3...4, .string, .variadic(replace)),
    ]

    private static func test(
        _ name: String,
        _ a: Operand,
        _ b: Operand,
        _ frame: inout Frame,
        _ offset: Int,
        _ body: (UTF8View, UTF8View) -> Bool
    ) throws(Failure) -> Operand {
        let cost = a.withUTF8 { text in b.withUTF8 { UTF8View.searchCost(text.count, $0.count) } }
        guard let cost = cost ?? nil else { throw .overload(name, [a, b], at: offset) }
        try frame.spend(cost)
        return .bool(a.withUTF8 { text in b.withUTF8 { body(text, $0) } ?? false } ?? false)
    }

    /// With a pattern that is known only now; constant ones are compiled beforehand by the planner.
    static func matches(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = a.text, let pattern = b.text else { throw .overload("matches", [a, b], at: offset) }
        do throws(PatternError) {
            let compiled = try Pattern(
                pattern.description,
                limit: frame.limits.maximumPatternInstructions,
                isOnce: true
            )
            return try run(compiled, text, pattern, &frame)
        } catch {
            throw Failure(.invalidArgument, at: offset, "malformed pattern: \(error.message)")
        }
    }

    private static func run(_ pattern: Pattern, _ text: Text, _ source: Text, _ frame: inout Frame) throws(PatternError)
        -> Operand
    {
        // Compiling is charged by the pattern's length; going over shows at the next step.
        frame.spent += 10 + source.utf8.count + pattern.cost(of: text.utf8.count)
        guard frame.spent <= frame.maximumCost else { return .bool(false) }
        return .bool(text.utf8.withUnsafeBufferPointer { pattern.matches($0) })
    }

    private static func map(
        _ name: String,
        _ value: Operand,
        _ frame: inout Frame,
        _ offset: Int,
        _ change: (UInt8) -> UInt8
    ) throws(Failure) -> Operand {
        guard let text = value.text else { throw .overload(name, [value], at: offset) }
        try frame.spend(bytes: text.utf8.count)
        return .string(Text(utf8: text.utf8.map(change)))
    }

    static func trim(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = value.text else { throw .overload("trim", [value], at: offset) }
        try frame.spend(bytes: text.utf8.count)
        let scalars = text.description.unicodeScalars
        let start = scalars.drop { $0.properties.isWhitespace }
        let end = start.lastIndex { !$0.properties.isWhitespace }.map { start[...$0] } ?? start.prefix(0)
        return .string(Text(String(String.UnicodeScalarView(end))))
    }

    static func reverse(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = value.text else { throw .overload("reverse", [value], at: offset) }
        try frame.spend(bytes: text.utf8.count)
        return .string(Text(String(String.UnicodeScalarView(text.description.unicodeScalars.reversed()))))
    }

    /// `split(separator)` or `split(separator, limit)`; an empty separator gives the code points.
    static func split(_ values: [Operand], _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = values[0].text?.utf8, let separator = values[1].text?.utf8, let limit = limit(values, 2) else {
            throw .overload("split", values, at: offset)
        }
        guard limit != 0 else { return .list([]) }
        try frame.spend(UTF8View.searchCost(text.count, separator.count))
        let parts = pieces(text, separator, limit)
        try frame.checkElements(parts.count, at: offset)
        try frame.spend(parts.count)
        return .list(parts.map { .string(Text(utf8: Array($0))) })
    }

    /// The limit in an optional last argument: below zero none; nil when it is no integer.
    private static func limit(_ values: [Operand], _ position: Int) -> Int? {
        guard values.count > position else { return -1 }
        guard case .int(let limit) = values[position] else { return nil }
        return Int(limit)
    }

    /// The text between separators; at most `limit` pieces, the last one with the rest.
    private static func pieces(_ text: [UInt8], _ separator: [UInt8], _ limit: Int) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1 {
            guard let found = nextSeparator(text, separator, from: start) else { break }
            parts.append(text[start..<found.lowerBound])
            start = found.upperBound
        }
        if separator.isEmpty, start == text.count { return parts }
        return parts + [text[start...]]
    }

    private static func nextSeparator(_ text: [UInt8], _ separator: [UInt8], from start: Int) -> Range<Int>? {
        if separator.isEmpty {
            guard start < text.count else { return nil }
            let end = text[(start + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? text.count
            return end..<end
        }
        let found = text.withUnsafeBufferPointer { text in
            separator.withUnsafeBufferPointer { text.firstOffset(of: $0, from: start) }
        }
        return found.map { $0..<($0 + separator.count) }
    }

    static func join(_ values: [Operand], _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        let separator = values.count > 1 ? values[1].text?.utf8 : []
        guard var elements = Elements(values[0]), let separator else { throw .overload("join", values, at: offset) }
        var joined: [UInt8] = []
        var isFirst = true
        while let element = elements.nextValue() {
            guard let text = element.text?.utf8 else { throw .overload("join", [.list([element])], at: offset) }
            if !isFirst { joined += separator }
            isFirst = false
            joined += text
            try frame.checkText(joined.count, at: offset)
            try frame.spend(bytes: text.count + separator.count)
        }
        return .string(Text(utf8: joined))
    }

    /// `replace(old, new)` or `replace(old, new, limit)`; an empty `old` stands before each code point and at the end.
    static func replace(_ values: [Operand], _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        guard let text = values[0].text?.utf8, let old = values[1].text?.utf8, let new = values[2].text?.utf8,
            let limit = limit(values, 3)
        else { throw .overload("replace", values, at: offset) }
        guard limit != 0 else { return values[0] }
        try frame.spend(UTF8View.searchCost(text.count, old.count))
        var result: [UInt8] = []
        var count = 0
        var start = 0
        if old.isEmpty {
            result += new
            count = 1
        }
        while limit < 0 || count < limit, let found = nextSeparator(text, old, from: start) {
            result += text[start..<found.lowerBound] + new
            start = found.upperBound
            count += 1
            try frame.checkText(result.count, at: offset)
            try frame.spend(bytes: new.count)
        }
        result += text[start...]
        try frame.checkText(result.count, at: offset)
        return .string(Text(utf8: result))
    }
}
