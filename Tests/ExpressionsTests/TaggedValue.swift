import Expressions
import Foundation
import JSON

/// Values as the case file spells them: `{"t": "int", "v": "1"}`.
enum TaggedValue {
    static func read(_ node: JSONNode) -> Value {
        let text = node["v"]?.string ?? ""
        switch node["t"]?.string {
        case "bool": return .bool(node["v"]?.bool ?? false)
        case "int": return .int(Int64(text) ?? 0)
        case "uint": return .uint(UInt64(text) ?? 0)
        case "double": return .double(double(text))
        case "string": return .string(text)
        case "bytes": return .bytes(bytes(node))
        case "list": return .list(node["v"]?.elements.map { read($0) } ?? [])
        case "map":
            var map = ValueMap()
            for pair in node["v"]?.elements.map(\.self) ?? [] {
                guard let key = pair[0], let value = pair[1] else { continue }
                _ = map.insert(read(key), read(value))
            }
            return .map(map)
        default: return .null
        }
    }

    static func matches(_ value: Value, _ node: JSONNode) -> Bool {
        let wanted = node["v"]
        let text = wanted?.string ?? ""
        switch (value, node["t"]?.string) {
        case (.null, "null"): return true
        case (.bool(let value), "bool"): return value == wanted?.bool
        case (.int(let value), "int"): return value == Int64(text)
        case (.uint(let value), "uint"): return value == UInt64(text)
        case (.double(let value), "double"): return value == double(text) || (value.isNaN && text == "NaN")
        case (.bytes(let value), "bytes"): return value == bytes(node)
        case (.type(let value), "type"): return value.description == text
        case (.list(let values), "list"):
            return values.count == wanted?.count
                && zip(values, wanted?.elements.map(\.self) ?? []).allSatisfy { matches($0, $1) }
        case (.map(let map), "map"):
            return map.entries.count == wanted?.count
                && (wanted?.elements.map(\.self) ?? []).allSatisfy { pair in
                    guard let key = pair[0], let element = pair[1], let found = map[read(key)] else { return false }
                    return matches(found, element)
                }
        case (_, "string"): return value.text == Text(text)
        default: return false
        }
    }

    /// The name of a type as the case file spells it.
    static func typeName(_ node: JSONNode) -> String {
        if let primitive = node["primitive"]?.string {
            return [
                "BOOL": "bool", "INT64": "int", "UINT64": "uint", "DOUBLE": "double", "STRING": "string",
                "BYTES": "bytes",
            ][
                primitive
            ] ?? primitive
        }
        if let list = node["list_type"] { return "list(\(list["elem_type"].map { typeName($0) } ?? "dyn"))" }
        if let map = node["map_type"] {
            return
                "map(\(map["key_type"].map { typeName($0) } ?? "dyn"), \(map["value_type"].map { typeName($0) } ?? "dyn"))"
        }
        if node["null"] != nil { return "null_type" }
        return node["dyn"] != nil ? "dyn" : "\(node)"
    }

    private static func bytes(_ node: JSONNode) -> [UInt8] {
        Array(Data(base64Encoded: node["b64"]?.string ?? "") ?? Data())
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
