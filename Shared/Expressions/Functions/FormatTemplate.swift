/// A template of `format`, read part by part.
struct FormatTemplate {
    enum Part {
        case text(UTF8View)
        case clause(FormatClause, precision: Int)
    }

    /// Says why a template cannot be read.
    struct Mistake: Error {
        let message: String
    }

    /// No more digits are written after a point, as in cel-go.
    private static let maximumPrecision = 1_000
    private static let defaultPrecision = 6

    private let text: UTF8View
    private var position = 0

    init(_ text: UTF8View) { self.text = text }

    /// The next part; nil at the end.
    mutating func next() throws(Mistake) -> Part? {
        guard position < text.count else { return nil }
        guard take("%") else {
            let plain = UTF8View(rebasing: text[position...].prefix { $0 != UInt8(ascii: "%") })
            position += plain.count
            return .text(plain)
        }
        if take("%") { return .text(UTF8View(rebasing: text[(position - 1)..<position])) }
        let precision = try precision()
        guard position < text.count else { throw Mistake(message: "unexpected end of format string") }
        let end = text.boundary(after: position)
        let letter = String(decoding: text[position..<end], as: UTF8.self)
        position = end
        guard let clause = FormatClause(rawValue: letter) else {
            throw Mistake(message: "unrecognized formatting clause \"\(letter)\"")
        }
        return .clause(clause, precision: precision)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// The number behind a point.
    private mutating func precision() throws(Mistake) -> Int {
        guard take(".") else { return Self.defaultPrecision }
        let digits = UTF8View(rebasing: text[position...].prefix { $0.isDigit })
        position += digits.count
        guard case .value(let number) = NumberText.uint(digits), number <= Self.maximumPrecision else {
            throw Mistake(
                message: "the precision \(digits.isEmpty ? "has no digits" : "exceeds \(Self.maximumPrecision)")"
            )
        }
        return Int(number)
    }
}
