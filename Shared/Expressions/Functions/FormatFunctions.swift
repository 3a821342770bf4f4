/// `format`: text with values put in, as C's `printf` does it.
///
/// Source: CEL specification, `doc/extensions/strings.md` and conformance file `string_ext`; cel-go, `ext/formatting_v2`.
enum FormatFunctions {
    static let all: [Function] = [.member("format", "(string, list(dyn)) -> string", format)]

    private static func format(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        guard var values = Elements(arguments[1]) else { throw arguments.overload(&frame) }
        try frame.spend(bytes: arguments.string(0).count)
        var template = FormatTemplate(arguments.string(0))
        var text = FormatText(offset: arguments.offset)
        var used = 0
        while let part = try next(&template, arguments, &frame) {
            switch part {
            case .text(let plain): try text.append(plain, &frame)
            case .clause(let clause, let precision):
                guard let value = values.nextValue() else {
                    throw arguments.invalid(&frame, "index \(used) out of range")
                }
                used += 1
                try text.append(value, as: clause, precision: precision, &frame)
            }
            try frame.spend(1)
        }
        return try frame.string(utf8: text.bytes)
    }

    private static func next(_ template: inout FormatTemplate, _ arguments: Arguments, _ frame: inout Frame)
        throws(Failure) -> FormatTemplate.Part?
    {
        do throws(FormatTemplate.Mistake) {
            return try template.next()
        } catch {
            throw arguments.invalid(&frame, "could not parse formatting clause: \(error.message)")
        }
    }
}
