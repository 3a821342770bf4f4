/// What is selected from a value: by name, by index, from an optional value.
extension Checker {
    /// A name, and the fields that are selected from it.
    mutating func chain(_ syntax: Syntax) -> StaticType {
        guard let chain = syntax.nameChain else { return .dyn }
        guard let (meaning, taken) = names.resolve(chain.names, isAbsolute: chain.isAbsolute) else {
            report(syntax.range.lowerBound, "unknown variable '\(chain.names[0])'\(adviceOnVariable(chain.names[0]))")
            return .dyn
        }
        var type: StaticType
        switch meaning {
        case .local(let slot): type = localTypes[slot]
        case .global(let slot): type = environment.types[slot]
        case .number: type = .int
        case .type(let name): type = .type(StaticType(named: name.description))
        }
        let start = syntax.range.lowerBound
        for (name, offset) in zip(chain.names, chain.offsets).dropFirst(taken) {
            type = field(name, of: types.resolved(type), at: offset, from: text(start..<max(start, offset)))
        }
        return type
    }

    private func adviceOnVariable(_ name: String) -> String {
        if let advice = Advice.onName(name) { return advice }
        let known = environment.variables + names.locals.filter { $0.first?.isLetter ?? false }
        if let near = Spelling.nearest(to: name, among: known) { return "; did you mean '\(near)'?" }
        guard !known.isEmpty, known.count <= 12 else { return "" }
        return "; known are: \(known.joined(separator: ", "))"
    }

    mutating func select(_ syntax: Syntax, _ operand: Syntax, _ field: String, _ isOptional: Bool) -> StaticType {
        if !isOptional, syntax.nameChain != nil { return chain(syntax) }
        let type = self.field(field, of: type(of: operand), operand, at: syntax.offset)
        return isOptional ? type.asOptional : type
    }

    /// The type of a field, selected from `operand` by the dot or bracket at `offset`.
    mutating func field(_ name: String, of type: StaticType, _ operand: Syntax, at offset: Int) -> StaticType {
        field(name, of: type, at: offset, from: text(of: operand))
    }

    private mutating func field(_ name: String, of type: StaticType, at offset: Int, from text: String) -> StaticType {
        switch type {
        case .dyn, .parameter: return .dyn
        case .map(_, let value): return value
        case .optional(let value): return field(name, of: value, at: offset, from: text).asOptional
        case .record(let record):
            if let field = record.field(name) {
                checked.presence[offset] = field.isRequired
                return field.type
            }
            let near = Spelling.nearest(to: name, among: record.fields.map(\.name))
            checked.presence[offset] = false
            guard let others = record.others else {
                report(offset, "\(text) has no field '\(name)'\(Self.advice(near, record))")
                return .dyn
            }
            if let near {
                let message = "the schema has no field '\(name)'; did you mean '\(near)'?"
                checked.hints.append(Hint(.undeclaredField, at: offset, message))
            }
            return others
        default:
            report(offset, "\(type.article) has no fields\(Advice.onField(name, of: type, text))")
            return .dyn
        }
    }

    private static func advice(_ near: String?, _ record: RecordType) -> String {
        if let near { return "; did you mean '\(near)'?" }
        let names = record.fields.map(\.name).sorted()
        if names.isEmpty || names.count > 8 { return "" }
        return "; it has \(names.joined(separator: ", "))"
    }

    mutating func index(_ syntax: Syntax, _ operand: Syntax, _ index: Syntax, _ isOptional: Bool) -> StaticType {
        let container = type(of: operand)
        let key = type(of: index)
        let element = element(of: container, at: key, syntax, operand, index)
        return isOptional ? element.asOptional : element
    }

    private mutating func element(
        of container: StaticType,
        at key: StaticType,
        _ syntax: Syntax,
        _ operand: Syntax,
        _ index: Syntax
    ) -> StaticType {
        let place = index.range.lowerBound
        switch container {
        case .dyn, .parameter: return .dyn
        case .list(let element):
            if !types.accepts(key, as: .number) {
                report(place, "a list has no element at \(key.article)\(Advice.onIndex(text(of: operand)))")
            }
            return element
        case .map(let wanted, let value):
            if !mayEqual(key, wanted) { report(place, "the map's keys are \(wanted.words), found \(key.words)") }
            return value
        case .record:
            if case .literal(.string(let utf8)) = index.kind {
                return field(String(decoding: utf8, as: UTF8.self), of: container, operand, at: syntax.offset)
            }
            if !types.accepts(key, as: .string) { report(place, "fields have names, found \(key.article)") }
            return .dyn
        case .optional(let value): return element(of: value, at: key, syntax, operand, index).asOptional
        default:
            report(syntax.offset, "\(container.article) has no elements\(Advice.onElements(of: container))")
            return .dyn
        }
    }
}

extension StaticType {
    /// The type as an optional value's, which nest no further when fields are selected from one.
    var asOptional: StaticType {
        if case .optional = self { return self }
        return .optional(self)
    }

    /// The type as a phrase: `an int`, `a list(string)`, `null`.
    var article: String {
        let words = words
        switch words.first {
        case _ where self == .null: return words
        case "i", "o": return "an \(words)"
        default: return "a \(words)"
        }
    }

    /// The type that a name means in an expression.
    init(named name: String) {
        self = Self.named[name] ?? .abstract(name, [])
    }

    private static let named: [String: StaticType] = [
        "null_type": .null, "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string,
        "bytes": .bytes, "list": .list(.dyn), "map": .map(.dyn, .dyn), "type": .type(.dyn),
        "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
        "optional_type": .optional(.dyn),
    ]
}
