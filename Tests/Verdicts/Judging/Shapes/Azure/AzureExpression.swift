/// An expression of a template, such as `[resourceId('Microsoft.Sql/servers', parameters('name'))]`.
///
/// Source: "ARM template functions", Azure Resource Manager documentation.
struct AzureExpression {
    /// The outermost function.
    let function: String
    /// Its arguments as they are written.
    let arguments: [Substring]

    /// Reads a text of a template; nil where it is only a text.
    init?(_ text: String) {
        guard text.hasPrefix("["), text.hasSuffix("]"), !text.hasPrefix("[[") else { return nil }
        self.init(call: text.dropFirst().dropLast())
    }

    private init?(call: Substring) {
        guard let open = call.firstIndex(of: "("), call[..<open].allSatisfy({ $0.isLetter || $0.isNumber }) else {
            return nil
        }
        function = String(call[..<open]).lowercased()
        arguments = Self.arguments(call[call.index(after: open)...])
    }

    /// Divides at the commas that stand in no brackets and no quotes, up to the bracket that closes the call.
    private static func arguments(_ text: Substring) -> [Substring] {
        var (found, depth, isQuoted, start): ([Substring], Int, Bool, Substring.Index) = ([], 0, false, text.startIndex)
        for index in text.indices {
            let letter = text[index]
            if letter == "'" { isQuoted.toggle() }
            if isQuoted { continue }
            if letter == "(" || letter == "[" { depth += 1 }
            if letter == ")", depth == 0 {
                found.append(text[start..<index])
                break
            }
            if letter == ")" || letter == "]" { depth -= 1 }
            if letter == ",", depth == 0 {
                found.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return found.map { $0.trimmingPrefix(while: \.isWhitespace) }.filter { !$0.isEmpty }
    }

    /// Whether it gives a text that is not empty, whatever the parameters are.
    var isText: Bool { Self.texts.contains(function) }

    private static let texts: Set = [
        "resourceid", "subscriptionresourceid", "tenantresourceid", "extensionresourceid", "concat", "format", "guid",
        "uniquestring", "resourcegroup", "subscription", "tenant", "deployment", "tolower", "toupper", "take", "uri",
        "base64", "listkeys", "newguid",
    ]

    /// The resource that it gives the id of, where that is one in the template's own group.
    var resource: (type: String, name: String)? {
        guard function == "resourceid", let type = arguments.first.flatMap(Self.literal) else { return nil }
        return (type, arguments.dropFirst().map(Self.name).joined(separator: "/"))
    }

    /// The resource that a text of a template means: `[resourceId(…)]`, or `Microsoft.KeyVault/vaults/a` as compilers write it.
    static func resource(in text: String) -> (type: String, name: String)? {
        let plain: String
        if let expression = AzureExpression(text) {
            if let resource = expression.resource { return resource }
            plain = name(text.dropFirst().dropLast())
        } else {
            plain = text
        }
        let words = plain.split(separator: "/").map(String.init)
        guard words.count >= 3, words.count % 2 == 1, words[0].contains("."), !plain.hasPrefix("[") else { return nil }
        let types = words[...(words.count / 2)]
        return (types.joined(separator: "/"), words[types.endIndex...].joined(separator: "/"))
    }

    /// The text that an expression of constants gives, such as `[format('{0}/{1}', 'a', 'b')]`; nil where it needs a parameter.
    static func constant(_ text: String) -> String? {
        let made = name(text.dropFirst().dropLast())
        return made.contains("[") ? nil : made
    }

    /// The text that stands for the expression in names: what is literal, and the rest in brackets.
    static func name(_ argument: Substring) -> String {
        if let literal = literal(argument) { return literal }
        guard let call = AzureExpression(call: argument) else { return "[\(argument)]" }
        switch call.function {
        case "concat": return call.arguments.map(name).joined()
        case "format":
            guard let pattern = call.arguments.first.flatMap(literal) else { break }
            return call.arguments.dropFirst().enumerated().reduce(pattern) { text, part in
                text.replacing("{\(part.offset)}", with: name(part.element))
            }
        default: break
        }
        return "[\(argument)]"
    }

    private static func literal(_ argument: Substring) -> String? {
        guard argument.count >= 2, argument.hasPrefix("'"), argument.hasSuffix("'") else { return nil }
        return String(argument.dropFirst().dropLast())
    }
}

extension Substring {
    fileprivate func trimmingPrefix(while isBlank: (Character) -> Bool) -> Substring {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}

/// Names of resources as the cloud makes them.
enum AzureID {
    private static let group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/template"

    /// What a resource of a template would be called in some subscription; nil where type and name do not fit together.
    static func text(type: String, name: String) -> String? {
        let types = type.split(separator: "/").map(String.init)
        let names = name.split(separator: "/").map(String.init)
        guard types.count >= 2, names.count == types.count - 1 else { return nil }
        let pairs = zip(types.dropFirst(), names).map { "\($0)/\($1)" }.joined(separator: "/")
        return "\(group)/providers/\(types[0])/\(pairs)"
    }

    /// The type of an extension out of its id, such as the diagnostic settings of a vault; nil where it is none.
    static func extensionType(of id: String) -> (type: String, owner: String)? {
        let mark = "/providers/"
        let parts = id.split(separator: mark, omittingEmptySubsequences: false)
        let starts = id.ranges(of: mark)
        guard parts.count >= 3, let last = starts.last, let tail = parts.last else { return nil }
        let words = tail.split(separator: "/")
        guard words.count >= 3 else { return nil }
        let kinds = stride(from: 1, to: words.count, by: 2).map { words[$0] }
        return (([words[0]] + kinds).joined(separator: "/"), String(id[..<last.lowerBound]))
    }
}
