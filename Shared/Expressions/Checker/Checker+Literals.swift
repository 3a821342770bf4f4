/// Lists, maps and messages that are written out.
extension Checker {
    mutating func list(_ elements: [Syntax.Element]) -> StaticType {
        var joined: StaticType?
        for element in elements {
            let type = self.element(element.value, isOptional: element.isOptional)
            joined = joined.map { types.joined($0, type) } ?? type
        }
        return .list(joined ?? types.fresh())
    }

    mutating func map(_ entries: [Syntax.Entry]) -> StaticType {
        var joined: (key: StaticType, value: StaticType)?
        var literals: Set<Syntax.Literal> = []
        for entry in entries {
            let key = keyType(entry.key)
            let value = element(entry.value, isOptional: entry.isOptional)
            if ![.bool, .int, .uint, .string].contains(where: { types.accepts(key, as: $0) }) || key == .null {
                report(entry.key.range.lowerBound, "a map's key is a bool, int, uint or string, found \(key.words)")
            }
            if case .literal(let literal) = entry.key.kind, !literals.insert(literal).inserted {
                report(entry.key.range.lowerBound, "the key \(text(of: entry.key)) stands twice")
            }
            joined = joined.map { (types.joined($0.key, key), types.joined($0.value, value)) } ?? (key, value)
        }
        guard let joined else { return .map(types.fresh(), types.fresh()) }
        return .map(joined.key, joined.value)
    }

    /// The type of a key; one without quotes is the name of a variable, which is hardly ever meant.
    private mutating func keyType(_ key: Syntax) -> StaticType {
        guard let name = key.simpleName, names.resolve([name], isAbsolute: false) == nil else { return type(of: key) }
        report(key.range.lowerBound, "unknown variable '\(name)'; a key that is text stands in quotes: '\(name)'")
        return .dyn
    }

    /// The type of an element, entry or field; behind a `?` that of what an optional value holds.
    private mutating func element(_ syntax: Syntax, isOptional: Bool) -> StaticType {
        let type = type(of: syntax)
        guard isOptional else { return type }
        let held = types.fresh()
        if !types.accepts(type, as: .optional(held)) {
            report(syntax.range.lowerBound, "'?' needs an optional value, found \(type.words)")
        }
        return types.resolved(held)
    }

    mutating func structure(_ syntax: Syntax, _ name: String, _ fields: [Syntax.Field]) -> StaticType {
        guard let message = MessageType(name, in: environment) else {
            for field in fields { _ = type(of: field.value) }
            let near = Spelling.nearest(to: name, among: MessageType.names).map { "; did you mean '\($0)'?" }
            report(
                syntax.offset,
                "unknown message type '\(name)'\(near ?? "; for an object write a map: {'field': value}")"
            )
            return .dyn
        }
        var seen: Set<String> = []
        for field in fields {
            let type = element(field.value, isOptional: field.isOptional)
            guard let wanted = message.fields[field.name] else {
                let near = Spelling.nearest(to: field.name, among: message.fields.keys)
                let advice = near ?? message.fields.keys.sorted().joined(separator: ", ")
                report(field.offset, "\(message.name) has no field '\(field.name)'; it has \(advice)")
                continue
            }
            if !seen.insert(field.name).inserted { report(field.offset, "the field '\(field.name)' stands twice") }
            if !types.accepts(type, as: wanted) {
                report(field.value.range.lowerBound, "'\(field.name)' is \(wanted.article), found \(type.words)")
            }
        }
        return message.type
    }
}
