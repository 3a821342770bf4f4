extension Signature {
    /// Reads a signature such as `(string, int) -> string`; nil when it is malformed or names a type that is not known.
    public init?(parsing text: String) {
        var reader = SignatureReader(text)
        guard reader.take("("), let signature = reader.signature(), reader.isAtEnd else { return nil }
        self = signature
    }
}

/// Reads types as signatures write them.
private struct SignatureReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ text: String) { bytes = text.utf8.filter { $0 != UInt8(ascii: " ") } }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ text: StaticString) -> Bool {
        let end = position + text.utf8CodeUnitCount
        let isHere = text.withUTF8Buffer { end <= bytes.count && bytes[position..<end].elementsEqual($0) }
        if isHere { position = end }
        return isHere
    }

    /// What follows the opening parenthesis.
    mutating func signature() -> Signature? {
        var parameters: [StaticType] = []
        var isVariadic = false
        while !take(")") {
            guard !isVariadic, parameters.isEmpty || take(",") else { return nil }
            isVariadic = take("...")
            guard let type = type() else { return nil }
            parameters.append(type)
        }
        guard take("->"), let result = type() else { return nil }
        return Signature(parameters, isVariadic: isVariadic, result: result)
    }

    private mutating func type() -> StaticType? {
        depth += 1
        defer { depth -= 1 }
        let start = position
        while position < bytes.count, bytes[position].isLetter || bytes[position].isDigit { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        guard depth < 16, let arguments = arguments() else { return nil }
        switch (name, arguments.count) {
        case ("list", 1): return .list(arguments[0])
        case ("map", 2): return .map(arguments[0], arguments[1])
        case ("optional", 1): return .optional(arguments[0])
        case ("type", 0): return .type(.dyn)
        case ("type", 1): return .type(arguments[0])
        case (_, 0): return Self.scalars[name] ?? extensionType(name)
        default: return nil
        }
    }

    /// The types in parentheses behind a name; none when there are no parentheses.
    private mutating func arguments() -> [StaticType]? {
        guard take("(") else { return [] }
        var arguments: [StaticType] = []
        repeat {
            guard let argument = type() else { return nil }
            arguments.append(argument)
        } while take(",")
        return take(")") ? arguments : nil
    }

    private func extensionType(_ name: String) -> StaticType? {
        if name.utf8.count == 1, name.uppercased() == name { return .parameter(name) }
        return Self.extensions.contains(name) ? .abstract(name, []) : nil
    }

    private static let extensions: Set = ["ip", "cidr", "semver", "quantity", "url"]

    private static let scalars: [String: StaticType] = [
        "dyn": .dyn, "null": .null, "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
        "bytes": .bytes, "timestamp": .timestamp, "duration": .duration,
    ]
}
