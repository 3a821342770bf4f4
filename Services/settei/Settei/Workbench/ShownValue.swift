import CommandLine
import Expressions
import JSON

/// A value as the workbench prints it.
///
/// JSON, and what JSON has not as CEL writes it: `3u`, `b"\x00"`, `timestamp("…")`, `duration("60s")`.
struct ShownValue {
    /// Longer values take a line for each element.
    private static let maximumWidth = 100

    let value: Value

    init(_ value: Value) { self.value = value }

    /// For people.
    var text: String {
        let line = Self.line(value)
        return Console.width(of: line) <= Self.maximumWidth ? line : Self.block(value, depth: 0)
    }

    /// For people, on one line however long.
    var line: String { Self.line(value) }

    /// For programs: the value as JSON, and its type beside it.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("value")
        value.write(to: &writer)
        writer.member("type", value.typeName.description)
        writer.endObject()
        return writer.text
    }

    private static func line(_ value: Value) -> String {
        switch value {
        case .list(let elements): return "[\(elements.map(line).joined(separator: ", "))]"
        case .map(let map):
            return "{\(map.entries.map { "\(line($0.key)): \(line($0.value))" }.joined(separator: ", "))}"
        case .json(let node) where node.kind == .array:
            return "[\(node.elements.map { line(.json($0)) }.joined(separator: ", "))]"
        case .json(let node) where node.kind == .object:
            return "{\(node.members.map { "\(key($0.key)): \(line(.json($0.value)))" }.joined(separator: ", "))}"
        default: return scalar(value)
        }
    }

    private static func key(_ name: JSONString) -> String { Value.string(name.string).jsonText }

    private static func scalar(_ value: Value) -> String {
        let json = value.jsonText
        return switch value {
        case .uint: json + "u"
        case .double(let number) where !number.isFinite:
            "double(\"\(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")\")"
        case .timestamp: "timestamp(\(json))"
        case .duration: "duration(\(json))"
        case .bytes(let bytes): "b\"\(text(of: bytes))\""
        case .type(let name): name.description
        case .optional(let value): value.map { "optional.of(\(line($0)))" } ?? "optional.none()"
        case .object(let type, let text): "\(name(of: type))(\(Value.string(text).jsonText))"
        default: json
        }
    }

    /// The function that makes such a value: `net.IP` is written `ip(…)`.
    private static func name(of type: TypeName) -> String {
        let last = type.description.split(separator: ".").last.map(String.init) ?? type.description
        return last.lowercased()
    }

    /// Printable ASCII as it is, all else as `\x..`.
    private static func text(of bytes: [UInt8]) -> String {
        bytes.map { byte in
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return "\\" + String(UnicodeScalar(byte)) }
            if (0x20...0x7e).contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    // MARK: Over several lines

    private static func block(_ value: Value, depth: Int) -> String {
        let inner = String(repeating: "  ", count: depth + 1)
        func wrapped(_ open: String, _ lines: [String], _ close: String) -> String {
            guard !lines.isEmpty else { return open + close }
            let body = lines.map { inner + $0 }.joined(separator: ",\n")
            return "\(open)\n\(body)\n\(String(repeating: "  ", count: depth))\(close)"
        }
        let short = line(value)
        if short.count + 2 * depth <= maximumWidth { return short }
        switch value {
        case .list(let elements): return wrapped("[", elements.map { block($0, depth: depth + 1) }, "]")
        case .map(let map):
            return wrapped("{", map.entries.map { "\(line($0.key)): \(block($0.value, depth: depth + 1))" }, "}")
        case .json(let node) where node.kind == .array:
            return wrapped("[", node.elements.map { block(.json($0), depth: depth + 1) }, "]")
        case .json(let node) where node.kind == .object:
            return wrapped("{", node.members.map { "\(key($0.key)): \(block(.json($0.value), depth: depth + 1))" }, "}")
        default: return short
        }
    }
}
