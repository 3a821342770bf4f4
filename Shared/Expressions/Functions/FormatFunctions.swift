/// `format`: text with values put in, as C's `printf` does it.
///
/// Source: CEL specification, `doc/extensions/strings.md` and conformance file `string_ext`; cel-go, `ext/formatting_v2`.
enum FormatFunctions {
    static let all: [Function] = [.member("format", "(string, list(dyn)) -> string", format)]

    private static func format(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let template = arguments.string(0)
        guard let values = Elements(arguments[1]) else { throw arguments.overload(&frame) }
        try frame.spend(bytes: template.count)
        var formatter = Formatter(template: template, values: values, offset: arguments.offset)
        return try frame.string(utf8: try formatter.run(&frame))
    }
}

/// Goes through a template once.
private struct Formatter {
    /// No more digits are written after a point, as in cel-go.
    private static let maximumPrecision = 1_000
    private static let defaultPrecision = 6

    let template: UTF8View
    var values: Elements
    let offset: Int

    private var position = 0
    private var text: FormatText
    private var used = 0

    init(template: UTF8View, values: Elements, offset: Int) {
        self.template = template
        self.values = values
        self.offset = offset
        text = FormatText(offset: offset)
    }

    mutating func run(_ frame: inout Frame) throws(Failure) -> [UInt8] {
        while position < template.count {
            let plain = UTF8View(rebasing: template[position...].prefix { $0 != UInt8(ascii: "%") })
            try text.append(plain, &frame)
            position += plain.count
            guard position < template.count else { break }
            position += 1
            if take("%") { try text.append("%", &frame) } else { try clause(&frame) }
        }
        return text.bytes
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < template.count, template[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// What stands behind a percent sign, and the next value.
    private mutating func clause(_ frame: inout Frame) throws(Failure) {
        guard position < template.count else { throw failure("unexpected end of format string", frame) }
        let precision = try precision(frame)
        guard position < template.count else {
            throw failure("could not parse formatting clause: unexpected end of format string", frame)
        }
        let end = template.boundary(after: position)
        let letter = String(decoding: template[position..<end], as: UTF8.self)
        position = end
        guard let clause = FormatClause(rawValue: letter) else {
            throw failure("could not parse formatting clause: unrecognized formatting clause \"\(letter)\"", frame)
        }
        guard let value = values.nextValue() else { throw failure("index \(used) out of range", frame) }
        used += 1
        try frame.spend(1)
        try text.append(value, as: clause, precision: precision, &frame)
    }

    /// The number behind a point.
    private mutating func precision(_ frame: Frame) throws(Failure) -> Int {
        guard take(".") else { return Self.defaultPrecision }
        let digits = UTF8View(rebasing: template[position...].prefix { $0.isDigit })
        position += digits.count
        guard case .value(let number) = NumberText.uint(digits), number <= Self.maximumPrecision else {
            let words = digits.isEmpty ? "has no digits" : "exceeds \(Self.maximumPrecision)"
            throw failure("could not parse formatting clause: the precision \(words)", frame)
        }
        return Int(number)
    }

    private func failure(_ words: @autoclosure () -> String, _ frame: Frame) -> Failure {
        frame.failure(.invalidArgument, at: offset, words())
    }
}
