/// A message of Protocol Buffers that has a meaning in JSON: what it is here, and its fields.
///
/// Source: CEL language definition, "Protocol Buffer Data Conversion" and "Protocol Buffer Data Types".
struct MessageType {
    let name: String
    let type: StaticType
    let fields: [String: StaticType]

    /// Finds a message by its name, looked up in the namespaces around first.
    init?(_ name: String, in environment: Environment) {
        let isAbsolute = name.first == "."
        let prefixes = isAbsolute ? [""] : environment.containerPrefixes
        let candidates = prefixes.map { $0 + (isAbsolute ? String(name.dropFirst()) : name) }
        guard let known = candidates.lazy.compactMap({ Self.known[$0] }).first else { return nil }
        self = known
    }

    private init(_ name: String, _ type: StaticType, _ fields: [String: StaticType]) {
        self.name = "google.protobuf.\(name)"
        self.type = type
        self.fields = fields
    }

    static var names: Dictionary<String, MessageType>.Keys { known.keys }

    private static let known: [String: MessageType] = {
        let wrappers: [(String, StaticType)] = [
            ("BoolValue", .bool), ("BytesValue", .bytes), ("DoubleValue", .double), ("FloatValue", .double),
            ("Int32Value", .int), ("Int64Value", .int), ("StringValue", .string), ("UInt32Value", .uint),
            ("UInt64Value", .uint),
        ]
        let object = StaticType.map(.string, .dyn)
        let time: [String: StaticType] = ["seconds": .int, "nanos": .int]
        let messages =
            wrappers.map { MessageType($0, .wrapper($1), ["value": $1]) } + [
                MessageType("Struct", object, ["fields": object]),
                MessageType("ListValue", .list(.dyn), ["values": .list(.dyn)]),
                MessageType(
                    "Value",
                    .dyn,
                    [
                        "null_value": .dyn, "number_value": .double, "string_value": .string, "bool_value": .bool,
                        "struct_value": object, "list_value": .list(.dyn),
                    ]
                ),
                MessageType("Any", .dyn, ["type_url": .string, "value": .bytes]),
                MessageType("Timestamp", .timestamp, time), MessageType("Duration", .duration, time),
            ]
        return Dictionary(messages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }()
}

extension StaticType {
    /// What a message of protobuf's own is here, by its full name; nil for any other.
    public init?(message name: String) {
        guard let message = MessageType(name, in: Environment(variables: [String]())) else { return nil }
        self = message.type
    }
}
