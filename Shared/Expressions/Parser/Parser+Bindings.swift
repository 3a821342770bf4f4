/// Macros of the namespace `cel`, which give values a name.
///
/// Source: cel-go, "Bindings" and its optimizer's `cel.block`, whose names `cel.index`, `cel.iterVar` and `cel.accuVar`
/// write in a test what the optimizer makes: names that no source can hold otherwise.
extension Parser {
    /// The macro `cel.name(…)`; nil when there is none of this shape.
    mutating func namespaced(_ name: String, _ arguments: [Syntax], from start: Int, at offset: Int)
        throws(Failure) -> Syntax?
    {
        switch (name, arguments.count) {
        case ("bind", 3):
            guard let variable = variables(of: arguments.prefix(1))?.first else { return standIn(from: start) }
            let kind = Syntax.Kind.bind(variable, value: arguments[1], body: arguments[2])
            return try make(kind, from: start, at: offset, over: [arguments[1], arguments[2]])
        case ("block", 2):
            guard case .list(let elements) = arguments[0].kind, !elements.contains(where: \.isOptional) else {
                report(arguments[0].range.lowerBound, "cel.block() needs a list of values: cel.block([x, y], result)")
                return standIn(from: start)
            }
            return try block(elements.map(\.value), arguments[1], from: start, at: offset)
        case ("index", 1): return try internalName("@index", "", arguments, from: start)
        case ("iterVar", 2): return try internalName("@it:", ":", arguments, from: start)
        case ("accuVar", 2): return try internalName("@ac:", ":", arguments, from: start)
        default: return nil
        }
    }

    /// Bindings within each other, the first value outermost.
    private mutating func block(_ values: [Syntax], _ result: Syntax, from start: Int, at offset: Int)
        throws(Failure) -> Syntax
    {
        var body = result
        for (index, value) in values.enumerated().reversed() {
            let kind = Syntax.Kind.bind("@index\(index)", value: value, body: body)
            body = try make(kind, from: start, at: offset, over: [value, body])
        }
        return body
    }

    private mutating func internalName(_ prefix: String, _ separator: String, _ numbers: [Syntax], from start: Int)
        throws(Failure) -> Syntax
    {
        var texts: [String] = []
        for number in numbers {
            guard case .literal(.int(let value)) = number.kind, value >= 0 else {
                report(number.range.lowerBound, "expected a whole number that is not negative")
                return standIn(from: start)
            }
            texts.append(String(value))
        }
        return try make(.identifier(prefix + texts.joined(separator: separator), isAbsolute: false), from: start)
    }
}
