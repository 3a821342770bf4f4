import Expressions
import Foundation
import JSON

/// Values as the case file spells them: `{"t": "int", "v": "1"}`.
enum TaggedValue {
    /// The value; nil for a message or an enum that has no meaning in JSON.
    static func read(_ node: JSONNode) -> Value? {
        let text = node["v"]?.string ?? ""
        switch node["t"]?.string {
        case "null": return .null
        case "bool": return node["v"]?.bool.map { .bool($0) }
        case "int": return Int64(text).map { .int($0) }
        case "uint": return UInt64(text).map { .uint($0) }
        case "double": return .double(double(text))
        case "string": return .string(text)
        case "bytes": return .bytes(bytes(node["b64"]))
        case "list": return list(node["v"]?.elements.map { read($0) } ?? [])
        case "map":
            return map(node["v"]?.elements.map { ($0[0].flatMap { read($0) }, $0[1].flatMap { read($0) }) } ?? [])
        case "object": return node["json"].flatMap { message($0) }
        default: return nil
        }
    }

    static func matches(_ value: Value, _ node: JSONNode) -> Bool {
        let wanted = node["v"]
        let text = wanted?.string ?? ""
        switch (plain(value), node["t"]?.string) {
        case (_, "object"): return read(node).map { areEqual(value, $0) } ?? false
        case (.null, "null"): return true
        case (.bool(let value), "bool"): return value == wanted?.bool
        case (.int(let value), "int"): return value == Int64(text)
        case (.uint(let value), "uint"): return value == UInt64(text)
        case (.double(let value), "double"):
            // The bits, because the cases tell 0.0 from -0.0.
            return value.bitPattern == double(text).bitPattern || (value.isNaN && text == "NaN")
        case (.bytes(let value), "bytes"): return value == bytes(node["b64"])
        case (.timestamp, "timestamp"), (.duration, "duration"): return value.jsonText == "\"\(text)\""
        case (.type(let value), "type"): return value.description == text
        case (.list(let values), "list"):
            return values.count == wanted?.count
                && zip(values, wanted?.elements.map(\.self) ?? []).allSatisfy { matches($0, $1) }
        case (.map(let map), "map"):
            return map.entries.count == wanted?.count
                && (wanted?.elements.map(\.self) ?? []).allSatisfy { pair in
                    guard let key = pair[0].flatMap({ read($0) }), let element = pair[1], let found = map[key] else {
                        return false
                    }
                    return map.entries.contains { areEqual($0.key, key) } && matches(found, element)
                }
        case (_, "string"): return value.text == Text(text)
        default: return false
        }
    }

    /// The value that a message of protobuf's own types stands for.
    ///
    /// Source: CEL language definition, "Protocol Buffer Data Conversion".
    private static func message(_ node: JSONNode) -> Value? {
        let value = node["value"]
        switch node["@type"]?.string?.split(separator: "/").last {
        case "google.protobuf.Int32Value", "google.protobuf.Int64Value":
            return (value?.int ?? Int64(value?.string ?? "")).map { .int($0) }
        case "google.protobuf.UInt32Value", "google.protobuf.UInt64Value":
            return (value?.uint ?? UInt64(value?.string ?? "")).map { .uint($0) }
        case "google.protobuf.FloatValue", "google.protobuf.DoubleValue":
            return .double(value?.double ?? double(value?.string ?? ""))
        case "google.protobuf.BoolValue": return value?.bool.map { .bool($0) }
        case "google.protobuf.StringValue": return value?.string.map { .string($0) }
        case "google.protobuf.BytesValue": return .bytes(bytes(value))
        case "google.protobuf.Struct", "google.protobuf.ListValue", "google.protobuf.Value": return value.flatMap(json)
        case "google.protobuf.Any": return value.flatMap(message)
        case "google.protobuf.Timestamp": return evaluated("timestamp", value)
        case "google.protobuf.Duration": return evaluated("duration", value)
        default: return nil
        }
    }

    /// The value with the outermost view of a setting read as what it shows.
    private static func plain(_ value: Value) -> Value {
        guard case .json(let node) = value else { return value }
        return switch node.kind {
        case .null: .null
        case .bool: .bool(node.bool ?? false)
        case .int: .int(node.int ?? 0)
        case .uint: .uint(node.uint ?? 0)
        case .double: .double(node.double ?? 0)
        case .string: .string(node.string ?? "")
        case .array: .list(node.elements.map { .json($0) })
        case .object: map(node.members.map { (.string($0.key.string), .json($0.value)) }) ?? value
        }
    }

    /// Structs hold doubles only, whatever the number looks like.
    private static func json(_ node: JSONNode) -> Value? {
        switch node.kind {
        case .null: .null
        case .bool: node.bool.map { .bool($0) }
        case .int, .uint, .double: node.double.map { .double($0) }
        case .string: node.string.map { .string($0) }
        case .array: list(node.elements.map { json($0) })
        case .object: map(node.members.map { (.string($0.key.string), json($0.value)) })
        }
    }

    private static func evaluated(_ function: String, _ node: JSONNode?) -> Value? {
        guard let node, let program = try? Program(compiling: "\(function)(x)", in: Environment(variables: ["x"]))
        else {
            return nil
        }
        return try? program.evaluate(Bindings([.json(node)])).get()
    }

    /// Equal and of the same kinds, which CEL's own equality does not ask for.
    private static func areEqual(_ a: Value, _ b: Value) -> Bool {
        a.typeName == b.typeName && a.jsonText == b.jsonText
    }

    private static func list(_ values: [Value?]) -> Value? {
        let known = values.compactMap(\.self)
        return known.count == values.count ? .list(known) : nil
    }

    private static func map(_ entries: [(Value?, Value?)]) -> Value? {
        var map = ValueMap()
        for (key, value) in entries {
            guard let key, let value, map.insert(key, value) else { return nil }
        }
        return .map(map)
    }

    private static func bytes(_ node: JSONNode?) -> [UInt8] {
        Array(Data(base64Encoded: node?.string ?? "") ?? Data())
    }

    private static func double(_ text: String) -> Double {
        switch text {
        case "NaN": .nan
        case "Infinity", "inf": .infinity
        case "-Infinity", "-inf": -.infinity
        default: Double(text) ?? 0
        }
    }
}
