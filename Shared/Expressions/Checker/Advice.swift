/// What to write in place of a mistake, where that is obvious.
enum Advice {
    typealias Operand = (type: StaticType, text: String)

    /// Names that other languages have for values.
    static func onName(_ name: String) -> String? {
        switch name {
        case "True", "TRUE": "; it is written 'true'"
        case "False", "FALSE": "; it is written 'false'"
        case "None", "nil", "NULL", "Null", "undefined", "nullptr": "; it is written 'null'"
        case "self", "this", "object": nil
        case "and", "AND": "; it is written '&&'"
        case "or", "OR": "; it is written '||'"
        case "math", "strings", "sets", "regex", "base64", "optional":
            "; '\(name)' is no value but begins names of functions"
        default: nil
        }
    }

    /// Functions that other languages have under another name.
    static func onFunction(_ name: String, _ arguments: [String]) -> String? {
        let x = arguments.first ?? "x"
        let y = arguments.dropFirst().first ?? "y"
        switch name {
        case "length", "len", "count", "Length", "getSize": return "write size(\(x))"
        case "isEmpty", "empty": return "write size(\(x)) == 0"
        case "toString", "str", "String", "text": return "write string(\(x))"
        case "toInt", "parseInt", "Int", "integer", "number": return "write int(\(x))"
        case "float", "toDouble", "parseFloat", "Double": return "write double(\(x))"
        case "lower", "toLower", "toLowerCase", "lowercase", "downcase": return "write \(x).lowerAscii()"
        case "upper", "toUpper", "toUpperCase", "uppercase", "upcase": return "write \(x).upperAscii()"
        case "startswith", "hasPrefix", "beginsWith": return "write \(x).startsWith(\(y))"
        case "endswith", "hasSuffix": return "write \(x).endsWith(\(y))"
        case "match", "regex", "test", "like": return "write \(x).matches(\(y))"
        case "includes": return "write \(y) in \(x) for a list, \(x).contains(\(y)) for a text"
        case "any", "some", "anyMatch": return "write \(x).exists(\(y), …)"
        case "every", "allMatch", "forall": return "write \(x).all(\(y), …)"
        case "select", "where": return "write \(x).filter(\(y), …)"
        case "not": return "write !\(x)"
        case "defined", "isset", "exists", "hasField", "containsKey", "hasKey":
            return "write has(x.field), or 'key' in x"
        case "substr", "slice": return "write \(x).substring(\(y), …)"
        case "now", "today": return "there is no clock; the variable that holds the time is compared"
        case "if", "iif", "ifelse": return "write condition ? a : b"
        case "coalesce", "default", "getOrDefault": return "write x.?field.orValue(default)"
        default: return nil
        }
    }

    static func onTruth(of type: StaticType, _ text: String) -> String {
        switch type.unwrapped.plain {
        case .string: "; compare it: \(text) == '…'"
        case .int, .uint, .double, .number: "; compare it: \(text) != 0"
        case .list, .map: "; to ask whether it holds anything, write size(\(text)) > 0"
        case .optional: "; write \(text).hasValue() or \(text).orValue(false)"
        case .null: "; compare it: x == null"
        default: ""
        }
    }

    static func onField(_ name: String, of type: StaticType, _ text: String) -> String {
        switch (type.unwrapped.plain, name) {
        case (.list, "length"), (.list, "size"), (.list, "count"), (.string, "length"), (.string, "size"),
            (.bytes, "length"):
            "; write size(\(text))"
        case (.list, _): "; its elements do: \(text)[0], or \(text).all(x, x.\(name) …)"
        default: ""
        }
    }

    static func onIndex(_ text: String) -> String { "; elements are counted from \(text)[0]" }

    static func onElements(of type: StaticType) -> String {
        switch type.unwrapped.plain {
        case .string: "; its characters are text.split('')"
        case .optional: "; write x.orValue([])"
        default: ""
        }
    }

    static func onComparing(_ a: Operand, _ b: Operand) -> String {
        for (text, other) in [(a, b), (b, a)] where text.type.plain == .string {
            guard let quote = text.text.first, quote == "'" || quote == "\"" else { continue }
            let inner = text.text.dropFirst().dropLast()
            let isValue = other.type.isNumber ? Double(inner) != nil : ["true", "false"].contains(inner)
            if isValue, other.type.isNumber || other.type.unwrapped == .bool {
                return "; write it without quotes: \(inner)"
            }
            if other.type.isNumber { return "" }
        }
        switch (a.type.unwrapped.plain, b.type.unwrapped.plain) {
        case (.string, .bool) where b.text == "true" || b.text == "false": return "; write \(a.text) == '\(b.text)'"
        case (.string, let other) where other.isNumber: return "; convert one: double(\(a.text))"
        case (let other, .string) where other.isNumber: return "; convert one: double(\(b.text))"
        case (.timestamp, .string): return "; convert it: timestamp(\(b.text))"
        case (.string, .timestamp): return "; convert it: timestamp(\(a.text))"
        case (.duration, .string): return "; convert it: duration(\(b.text))"
        case (.string, .duration): return "; convert it: duration(\(a.text))"
        case (.duration, let other) where other.isNumber: return "; a span of time is duration('\(b.text)s')"
        case (.timestamp, .duration): return "; subtract first: \(a.text) - otherTime"
        case (.optional, _): return "; what it holds is \(a.text).orValue(…)"
        case (_, .optional): return "; what it holds is \(b.text).orValue(…)"
        case (.list, _): return "; an element is found by x in list, or list.exists(x, …)"
        default: return ""
        }
    }

    static func onArithmetic(_ name: String, _ a: Operand, _ b: Operand) -> String {
        let (left, right) = (a.type.unwrapped.plain, b.type.unwrapped.plain)
        switch (name, left, right) {
        case ("+", .string, let other) where other.isScalar: return "; convert it: string(\(b.text))"
        case ("+", let other, .string) where other.isScalar: return "; convert it: string(\(a.text))"
        case ("+", .list, _): return "; an element is added as a list: [\(b.text)]"
        case ("+", .timestamp, .timestamp): return "; the time between them is a - b"
        case ("+", .timestamp, _), ("-", .timestamp, _): return "; a span of time is a duration: duration('24h')"
        case ("-", .list, _): return "; leave elements out by list.filter(x, …)"
        case ("%", .double, _), ("%", _, .double): return "; it is for int and uint"
        case (_, .double, let right) where right.isNumber: return "; both must be of one type: double(\(b.text))"
        case (_, let left, .double) where left.isNumber: return "; both must be of one type: double(\(a.text))"
        case (_, .uint, let right) where right.isNumber: return "; both must be of one type: int(\(a.text))"
        case (_, let left, let right) where left.isNumber && right.isNumber:
            return "; both must be of one type: \(left.words)(\(b.text))"
        case (_, .optional, _): return "; what it holds is \(a.text).orValue(…)"
        case (_, _, .optional): return "; what it holds is \(b.text).orValue(…)"
        default: return ""
        }
    }
}

extension StaticType {
    fileprivate var isScalar: Bool {
        isNumber || [.bool, .bytes, .timestamp, .duration].contains(self)
    }
}
