/// A text that grows, within the limits, by values written for people.
struct FormatText {
    private(set) var bytes: [UInt8] = []
    /// Where failures point.
    let offset: Int

    init(offset: Int) { self.offset = offset }

    mutating func append(_ text: UTF8View, _ frame: inout Frame) throws(Failure) {
        try frame.spend(text.count >> 4)
        try frame.checkText(bytes.count + text.count)
        bytes += text
    }

    mutating func append(_ text: some Collection<UInt8>, _ frame: inout Frame) throws(Failure) {
        try frame.spend(text.count >> 4)
        try frame.checkText(bytes.count + text.count)
        bytes += text
    }

    mutating func append(_ text: String, _ frame: inout Frame) throws(Failure) { try append(text.utf8, &frame) }

    /// Writes a value as a clause asks; values of other kinds fail.
    mutating func append(_ value: Operand, as clause: FormatClause, precision: Int, _ frame: inout Frame)
        throws(Failure)
    {
        switch (clause, value) {
        case (.string, _): try appendText(value, &frame)
        case (.binary, .bool(let flag)): try append(flag ? "1" : "0", &frame)
        case (.hexadecimal, .string(let text)), (.hexadecimal, .bytes(let text)):
            try appendHexadecimal(text, "0123456789abcdef", &frame)
        case (.upperHexadecimal, .string(let text)), (.upperHexadecimal, .bytes(let text)):
            try appendHexadecimal(text, "0123456789ABCDEF", &frame)
        case (_, .int(let number)):
            try append(number, ExactDecimal(number), clause, precision, value, &frame)
        case (_, .uint(let number)):
            try append(number, ExactDecimal(number), clause, precision, value, &frame)
        case (.decimal, .double(let number)), (.fixed, .double(let number)), (.scientific, .double(let number)):
            try append(number, clause, precision, &frame)
        default: throw refused(value, clause, frame)
        }
    }

    private mutating func append(
        _ number: some BinaryInteger,
        _ decimal: ExactDecimal,
        _ clause: FormatClause,
        _ precision: Int,
        _ value: Operand,
        _ frame: inout Frame
    ) throws(Failure) {
        switch clause {
        case .binary: try append(String(number, radix: 2), &frame)
        case .octal: try append(String(number, radix: 8), &frame)
        case .hexadecimal: try append(String(number, radix: 16), &frame)
        case .upperHexadecimal: try append(String(number, radix: 16, uppercase: true), &frame)
        case .fixed: try append(decimal.fixedText(precision: precision), &frame)
        case .scientific: try append(decimal.scientificText(precision: precision), &frame)
        case .decimal, .string: try append(String(number), &frame)
        }
    }

    private mutating func append(_ number: Double, _ clause: FormatClause, _ precision: Int, _ frame: inout Frame)
        throws(Failure)
    {
        guard number.isFinite else { return try append(NumberText.text(number), &frame) }
        try frame.spend(clause == .decimal ? 20 : ExactDecimal.cost(of: number))
        switch clause {
        case .fixed: try append(ExactDecimal(number).fixedText(precision: precision), &frame)
        case .scientific: try append(ExactDecimal(number).scientificText(precision: precision), &frame)
        default: try append(ExactDecimal(shortest: number).plainText, &frame)
        }
    }

    private mutating func appendHexadecimal(_ text: UTF8View, _ digits: StaticString, _ frame: inout Frame)
        throws(Failure)
    {
        try frame.spend(bytes: text.count)
        try frame.checkText(bytes.count + text.count * 2)
        for byte in text {
            bytes.append(digits.utf8Start[Int(byte >> 4)])
            bytes.append(digits.utf8Start[Int(byte & 15)])
        }
    }

    private func refused(_ value: Operand, _ clause: FormatClause, _ frame: Frame) -> Failure {
        frame.failure(
            .invalidArgument,
            at: offset,
            "error during formatting: \(clause.wanted), was given \(value.typeName)"
        )
    }
}

extension FormatText {
    /// `%s`: strings as they are, also within lists and maps; the entries of maps in the order of their keys' texts.
    private mutating func appendText(_ value: Operand, _ frame: inout Frame) throws(Failure) {
        try frame.spend(1)
        switch value {
        case .null: try append("null", &frame)
        case .bool(let flag): try append(flag ? "true" : "false", &frame)
        case .int(let number): try append(String(number), &frame)
        case .uint(let number): try append(String(number), &frame)
        case .double(let number): try append(number, .decimal, 0, &frame)
        case .string(let text): try append(text, &frame)
        case .bytes(let bytes):
            try frame.spend(bytes.count >> 2)
            try append(Self.repaired(bytes), &frame)
        case .timestamp(let time): try append(TimeText.text(time), &frame)
        case .duration(let span): try append(TimeText.text(nanoseconds: span), &frame)
        case .type(let name): try append(name.description, &frame)
        case .object(let object): try append(object.text, &frame)
        case .optional: throw refused(value, .string, frame)
        case .list, .map, .view:
            if let elements = Elements(value) { return try append(elements, &frame) }
            guard let entries = Entries(value) else { throw refused(value, .string, frame) }
            try append(entries, &frame)
        }
    }

    /// The text of bytes in UTF-8, each run of others as one replacement character.
    ///
    /// Source: CEL specification, `doc/extensions/strings.md`, "Conversion".
    private static func repaired(_ bytes: UTF8View) -> [UInt8] {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var text: [UInt8] = []
        var wasValid = true
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar):
                text += scalar
                wasValid = true
            case .error:
                if wasValid { text += Array("\u{FFFD}".utf8) }
                wasValid = false
            case .emptyInput: return text
            }
        }
    }

    private mutating func append(_ elements: Elements, _ frame: inout Frame) throws(Failure) {
        var elements = elements
        var separator = "["
        while let element = elements.nextValue() {
            try append(separator, &frame)
            try appendText(element, &frame)
            separator = ", "
        }
        try append(elements.count == 0 ? "[]" : "]", &frame)
    }

    private mutating func append(_ entries: Entries, _ frame: inout Frame) throws(Failure) {
        var entries = entries
        var sorted: [(key: [UInt8], value: Operand)] = []
        while let (key, value) = entries.nextValues() {
            var text = FormatText(offset: offset)
            try text.appendText(key, &frame)
            sorted.append((text.bytes, value))
        }
        // Sorting compares each key with some others, about as many as their number has bits.
        try frame.spend(sorted.count * (Int.bitWidth - sorted.count.leadingZeroBitCount) >> 2)
        sorted.sort { $0.key.lexicographicallyPrecedes($1.key) }
        var separator = "{"
        for (key, value) in sorted {
            try append(separator, &frame)
            try append(key, &frame)
            try append(": ", &frame)
            try appendText(value, &frame)
            separator = ", "
        }
        try append(sorted.isEmpty ? "{}" : "}", &frame)
    }
}
