public import JSON

/// A message ready to be sent: its header and its bytes.
public struct Message: Sendable {
    /// The attributes.
    public let header: MessageHeader
    /// The whole message as JSON; at most ``maximumBytes``.
    public let bytes: [UInt8]

    /// The most bytes a message may have: 1 MiB, above which the store's socket cuts the connection.
    public static let maximumBytes = 1_048_576

    /// Takes bytes that were read or written with this header.
    public init(header: MessageHeader, bytes: [UInt8]) {
        self.header = header
        self.bytes = bytes
    }

    /// Writes a message; `data` writes one object.
    ///
    /// - Throws: ``MessageTooLarge`` above ``maximumBytes``.
    public init(_ header: MessageHeader, data body: (inout JSONWriter) throws -> Void) throws {
        var writer = JSONWriter(reservingCapacity: 1_024)
        try header.write(to: &writer, data: body)
        guard writer.bytes.count <= Self.maximumBytes else { throw MessageTooLarge(bytes: writer.bytes.count) }
        self.init(header: header, bytes: writer.bytes)
    }

    /// Writes a message whose data is a `Codable` type.
    public init(_ header: MessageHeader, data: some Encodable) throws {
        try self.init(header) { writer in try JSONTreeEncoder().encode(data, into: &writer) }
    }
}

/// A message, read: header, document and the node of its data.
public struct ReceivedMessage: Sendable {
    /// The attributes.
    public let header: MessageHeader
    /// The whole message.
    public let document: JSONDocument
    /// The `data` object.
    public let data: JSONNode

    /// Reads a whole message.
    ///
    /// - Throws: ``JSONError`` or ``EnvelopeError``.
    public init(_ bytes: [UInt8]) throws {
        let document = try JSONDocument(bytes)
        let header = try MessageHeader(reading: document.root)
        guard let data = document.root.member("data") else {
            throw EnvelopeError(.badEnvelope, at: "data", "must be an object")
        }
        self.header = header
        self.document = document
        self.data = data
    }

    /// Decodes the data as `type`.
    ///
    /// - Throws: `DecodingError` with the path.
    public func decode<T: Decodable>(_ type: T.Type) throws -> T { try JSONNodeDecoder().decode(type, from: data) }
}

/// Says that a message is over the limit; it was not sent.
public struct MessageTooLarge: Error, Hashable, Sendable, CustomStringConvertible {
    /// How large it would be.
    public let bytes: Int

    /// Takes the size.
    public init(bytes: Int) { self.bytes = bytes }

    /// What to do.
    public var description: String {
        "the message has \(bytes) bytes; at most \(Message.maximumBytes) are allowed. Send the part of the configuration that rules need."
    }
}
