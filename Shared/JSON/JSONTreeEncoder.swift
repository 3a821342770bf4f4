/// Encodes `Codable` types of known shape: members in the order of their declaration,
/// dictionaries sorted by key, absent optionals left out.
///
/// Off the hot path only: it builds a tree first. Messages sent thousands of times a second write themselves.
public struct JSONTreeEncoder: Sendable {
    /// Makes an encoder.
    public init() {}

    /// Appends `value` to `writer`.
    ///
    /// - Throws: `EncodingError`, for a double that JSON cannot hold.
    public func encode(_ value: some Encodable, into writer: inout JSONWriter) throws {
        let place = TreePlace()
        try TreeEncoder(place: place, codingPath: []).encode(value)
        place.write(to: &writer)
    }

    /// Returns `value` as compact JSON.
    public func encode(_ value: some Encodable) throws -> [UInt8] {
        var writer = JSONWriter()
        try encode(value, into: &writer)
        return writer.bytes
    }
}

/// One value of the tree; filled in as the type encodes itself.
final class TreePlace {
    enum Value {
        case null
        case bool(Bool)
        case int(Int64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case raw([UInt8])
        case array([TreePlace])
        case object([(key: String, place: TreePlace)])
    }

    var value = Value.null

    func write(to writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.int(value)
        case .uint(let value): writer.uint(value)
        case .double(let value): writer.double(value)
        case .string(let value): writer.string(value)
        case .raw(let bytes): writer.raw(bytes)
        case .array(let places):
            writer.beginArray()
            for place in places { place.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.key)
                member.place.write(to: &writer)
            }
            writer.endObject()
        }
    }
}

struct TreeEncoder: Encoder {
    let place: TreePlace
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = place.value {} else { place.value = .object([]) }
        return KeyedEncodingContainer(TreeKeyedContainer<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        place.value = .array([])
        return TreeUnkeyedContainer(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension TreeEncoder: SingleValueEncodingContainer {
    func encodeNil() { place.value = .null }
    func encode(_ value: Bool) { place.value = .bool(value) }
    func encode(_ value: String) { place.value = .string(value) }
    func encode(_ value: Float) throws { try encode(Double(value)) }
    func encode(_ value: Int) { place.value = .int(Int64(value)) }
    func encode(_ value: Int8) { place.value = .int(Int64(value)) }
    func encode(_ value: Int16) { place.value = .int(Int64(value)) }
    func encode(_ value: Int32) { place.value = .int(Int64(value)) }
    func encode(_ value: Int64) { place.value = .int(value) }
    func encode(_ value: UInt) { place.value = .uint(UInt64(value)) }
    func encode(_ value: UInt8) { place.value = .uint(UInt64(value)) }
    func encode(_ value: UInt16) { place.value = .uint(UInt64(value)) }
    func encode(_ value: UInt32) { place.value = .uint(UInt64(value)) }
    func encode(_ value: UInt64) { place.value = .uint(value) }
    /// Sorts a dictionary's members, whose own order differs from run to run.
    func encode<T: Encodable>(_ value: T) throws {
        guard let dictionary = value as? [String: any Encodable] else { return try value.encode(to: self) }
        place.value = .object(
            try dictionary.sorted { $0.key < $1.key }.map { name, value in
                let member = TreePlace()
                try TreeEncoder(place: member, codingPath: codingPath).encode(value)
                return (name, member)
            }
        )
    }

    func encode(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value,
                EncodingError.Context(codingPath: codingPath, debugDescription: "JSON has no \(value)")
            )
        }
        place.value = .double(value)
    }
}

private struct TreeKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    /// An encoder for a new member named `key`.
    private func member(_ key: any CodingKey) -> TreeEncoder {
        let place = TreePlace()
        if case .object(var members) = encoder.place.value {
            encoder.place.value = .null
            members.append((key.stringValue, place))
            encoder.place.value = .object(members)
        }
        return TreeEncoder(place: place, codingPath: codingPath + [key])
    }

    func encodeNil(forKey key: Key) { member(key).encodeNil() }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try member(key).encode(value) }
    func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        member(key).container(keyedBy: keyedBy)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { member(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { member(SuperKey()) }
    func superEncoder(forKey key: Key) -> any Encoder { member(key) }
}

private struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }
    init() {}
    init?(stringValue: String) {}
    init?(intValue: Int) { nil }
}

private struct TreeUnkeyedContainer: UnkeyedEncodingContainer {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int {
        if case .array(let places) = encoder.place.value { places.count } else { 0 }
    }

    private func element() -> TreeEncoder {
        let place = TreePlace()
        if case .array(var places) = encoder.place.value {
            encoder.place.value = .null
            places.append(place)
            encoder.place.value = .array(places)
        }
        return TreeEncoder(place: place, codingPath: codingPath)
    }

    func encodeNil() { element().encodeNil() }
    func encode<T: Encodable>(_ value: T) throws { try element().encode(value) }
    func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type) -> KeyedEncodingContainer<Nested> {
        element().container(keyedBy: keyedBy)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }
    func superEncoder() -> any Encoder { element() }
}
