/// Functions that cut strings into pieces and put pieces together: `split`, `join`, `replace`.
///
/// Pieces share the bytes of the text they were cut from. Source: cel-go, `ext/strings`.
enum StringPartFunctions {
    static let all: [Function] = [
        .member("split", "(string, string) -> list(string)") { arguments, frame throws(Failure) in
            try split(arguments, limit: -1, &frame)
        },
        .member("split", "(string, string, int) -> list(string)") { arguments, frame throws(Failure) in
            try split(arguments, limit: arguments.int(2), &frame)
        },
        .member("join", "(list(string)) -> string") { arguments, frame throws(Failure) in
            try join(arguments, separator: UTF8View(start: nil, count: 0), &frame)
        },
        .member("join", "(list(string), string) -> string") { arguments, frame throws(Failure) in
            try join(arguments, separator: arguments.string(1), &frame)
        },
        .member("replace", "(string, string, string) -> string") { arguments, frame throws(Failure) in
            try replace(arguments, limit: -1, &frame)
        },
        .member("replace", "(string, string, string, int) -> string") { arguments, frame throws(Failure) in
            try replace(arguments, limit: arguments.int(3), &frame)
        },
    ]

    /// At most `limit` pieces, the last one with the rest; an empty separator gives the code points.
    private static func split(_ arguments: Arguments, limit: Int64, _ frame: inout Frame) throws(Failure) -> Operand {
        let (text, separator) = (arguments.string(0), arguments.string(1))
        var parts = ListBuilder()
        guard limit != 0 else { return parts.operand }
        try frame.spend(UTF8View.searchCost(text.count, separator.count))
        var occurrences = Occurrences(of: separator, in: text, isBetween: true)
        var start = 0
        while limit < 0 || parts.count < limit - 1, let found = occurrences.next() {
            try frame.spend(1)
            try parts.append(frame.string(sharing: text[start..<found.lowerBound]), &frame)
            start = found.upperBound
        }
        if !separator.isEmpty || start < text.count { try parts.append(frame.string(sharing: text[start...]), &frame) }
        return parts.operand
    }

    private static func join(_ arguments: Arguments, separator: UTF8View, _ frame: inout Frame) throws(Failure)
        -> Operand
    {
        guard let elements = Elements(arguments[0]) else { throw arguments.overload(&frame) }
        var texts = elements
        var count = max(0, elements.count - 1) * separator.count
        try frame.checkText(count)
        while let element = texts.nextValue() {
            guard case .string(let text) = element else {
                throw frame.failure(.noSuchOverload, at: arguments.offset, "join of a \(element.typeName)")
            }
            count += text.count
            try frame.checkText(count)
        }
        try frame.spend(1 + elements.count + count >> 4)
        return .string(
            try frame.text(count: count) { target in
                var writer = TextWriter(target)
                texts = elements
                while case .string(let text)? = texts.nextValue() {
                    if writer.isStarted { writer.append(separator) }
                    writer.append(text)
                }
            }
        )
    }

    /// At most `limit` replacements; an empty `old` stands before each code point and at the end.
    private static func replace(_ arguments: Arguments, limit: Int64, _ frame: inout Frame) throws(Failure) -> Operand {
        let (text, old, new) = (arguments.string(0), arguments.string(1), arguments.string(2))
        guard limit != 0 else { return arguments[0] }
        try frame.spend(UTF8View.searchCost(text.count, old.count))
        var occurrences = Occurrences(of: old, in: text)
        var found = 0
        while limit < 0 || found < limit, occurrences.next() != nil { found += 1 }
        guard found > 0 else { return arguments[0] }
        // The number of occurrences is bounded by a text's length and `new` by its limit: no overflow.
        let count = text.count + found * (new.count - old.count)
        try frame.spend(1 + found + count >> 4)
        return .string(
            try frame.text(count: count) { target in
                var writer = TextWriter(target)
                occurrences = Occurrences(of: old, in: text)
                var start = 0
                for _ in 0..<found {
                    guard let place = occurrences.next() else { break }
                    writer.append(UTF8View(rebasing: text[start..<place.lowerBound]))
                    writer.append(new)
                    start = place.upperBound
                }
                writer.append(UTF8View(rebasing: text[start...]))
            }
        )
    }
}

/// The places where a text stands in another, from left to right and not overlapping.
private struct Occurrences {
    private let needle: UTF8View
    private let text: UTF8View
    /// Whether empty needles stand between code points only, not at both ends.
    private let isBetween: Bool
    private var position: Int? = 0

    init(of needle: UTF8View, in text: UTF8View, isBetween: Bool = false) {
        self.needle = needle
        self.text = text
        self.isBetween = isBetween
        if needle.isEmpty, isBetween { position = text.isEmpty ? nil : text.boundary(after: 0) }
    }

    mutating func next() -> Range<Int>? {
        guard let position else { return nil }
        guard !needle.isEmpty else {
            guard !isBetween || position < text.count else { return nil }
            self.position = position < text.count ? text.boundary(after: position) : nil
            return position..<position
        }
        guard let found = text.firstOffset(of: needle, from: position) else {
            self.position = nil
            return nil
        }
        self.position = found + needle.count
        return found..<(found + needle.count)
    }
}

/// Writes texts one after the other into memory of the right size.
private struct TextWriter {
    private let target: UnsafeMutableBufferPointer<UInt8>
    private var position = 0
    private(set) var isStarted = false

    init(_ target: UnsafeMutableBufferPointer<UInt8>) { self.target = target }

    mutating func append(_ text: UTF8View) {
        isStarted = true
        let end = min(position + text.count, target.count)
        _ = UnsafeMutableBufferPointer(rebasing: target[position..<end]).update(
            fromContentsOf: text.prefix(end - position)
        )
        position = end
    }
}
