/// Gives the members of an object to a `Decodable` type.
struct NodeKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: NodeDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { decoder.node.members.compactMap { Key(stringValue: $0.key.string) } }

    func contains(_ key: Key) -> Bool { decoder.node[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try member(key).node.isNull }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try member(key).unbox(type) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try member("super") }

    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }

    private func member(_ key: Key) throws -> NodeDecoder {
        guard let node = decoder.node[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key,
                DecodingError.Context(codingPath: codingPath, debugDescription: "\"\(key.stringValue)\" is missing")
            )
        }
        return decoder.child(node, key)
    }

    private func member(_ name: String) throws -> NodeDecoder {
        let key = PositionKey(stringValue: name)
        guard let node = decoder.node[name] else {
            throw DecodingError.keyNotFound(
                key,
                DecodingError.Context(codingPath: codingPath, debugDescription: "\"\(name)\" is missing")
            )
        }
        return decoder.child(node, key)
    }
}

/// Gives the elements of an array to a `Decodable` type.
struct NodeUnkeyedContainer: UnkeyedDecodingContainer {
    let decoder: NodeDecoder
    private var elements: JSONElements
    private(set) var currentIndex = 0
    let count: Int?

    init(decoder: NodeDecoder) {
        self.decoder = decoder
        elements = decoder.node.elements
        count = decoder.node.count
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var isAtEnd: Bool { currentIndex >= count ?? 0 }

    mutating func decodeNil() throws -> Bool {
        var ahead = elements
        guard ahead.next()?.isNull ?? false else { return false }
        _ = try element()
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try element().unbox(type) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        try element().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try element().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try element() }

    private mutating func element() throws -> NodeDecoder {
        let key = PositionKey(position: currentIndex)
        guard let node = elements.next() else {
            throw DecodingError.valueNotFound(
                Any.self,
                DecodingError.Context(codingPath: codingPath + [key], debugDescription: "the array ends before")
            )
        }
        currentIndex += 1
        return decoder.child(node, key)
    }
}

/// A step of a coding path that no type declares: a position or a name.
struct PositionKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(position: Int) {
        stringValue = "\(position)"
        intValue = position
    }

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init?(intValue: Int) { self.init(position: intValue) }
}
