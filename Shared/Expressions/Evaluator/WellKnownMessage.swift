/// The messages of Protocol Buffers that have a meaning in JSON, by their full names.
///
/// Source: CEL language definition, "Protocol Buffer Data Conversion"; protobuf documentation, "ProtoJSON Format".
enum WellKnownMessage: String, Sendable, CaseIterable {
    case bool = "google.protobuf.BoolValue"
    case bytes = "google.protobuf.BytesValue"
    case double = "google.protobuf.DoubleValue"
    case float = "google.protobuf.FloatValue"
    case int32 = "google.protobuf.Int32Value"
    case int64 = "google.protobuf.Int64Value"
    case string = "google.protobuf.StringValue"
    case uint32 = "google.protobuf.UInt32Value"
    case uint64 = "google.protobuf.UInt64Value"
    case value = "google.protobuf.Value"
    case structure = "google.protobuf.Struct"
    case list = "google.protobuf.ListValue"
    case timestamp = "google.protobuf.Timestamp"
    case duration = "google.protobuf.Duration"
    case any = "google.protobuf.Any"
}

extension WellKnownMessage {
    /// The names of its fields.
    var fields: [String] {
        switch self {
        case .bool, .bytes, .double, .float, .int32, .int64, .string, .uint32, .uint64: ["value"]
        case .value: ["null_value", "bool_value", "number_value", "string_value", "struct_value", "list_value"]
        case .structure: ["fields"]
        case .list: ["values"]
        case .timestamp, .duration: ["seconds", "nanos"]
        case .any: ["type_url", "value"]
        }
    }

    /// Finds a message by its name, looked up in the container first.
    init?(_ name: String, in container: String) {
        if !container.isEmpty, let found = WellKnownMessage(rawValue: "\(container).\(name)") {
            self = found
        } else if let found = WellKnownMessage(rawValue: name.hasPrefix(".") ? String(name.dropFirst()) : name) {
            self = found
        } else {
            return nil
        }
    }
}
