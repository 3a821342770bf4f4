/// Holds one JSON value as the bytes it came in, inside a `Codable` type.
///
/// Settings and other arbitrary JSON pass through messages this way: nothing is decoded, so nothing is lost or changed.
/// Works with ``JSONNodeDecoder`` and ``JSONTreeEncoder`` only; another coder throws.
public struct RawJSON: Sendable, Hashable {
    /// The value's bytes: valid JSON, as ``JSONDocument`` reads it.
    public let bytes: [UInt8]

    /// Takes bytes that are known to be one JSON value, such as a writer's output.
    public init(trusted bytes: [UInt8]) { self.bytes = bytes }

    /// Takes the bytes of `node`.
    public init(_ node: JSONNode) { bytes = Array(node.source) }

    /// Reads the value again.
    ///
    /// - Throws: ``JSONError`` where trusted bytes were none.
    public func document(limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONDocument {
        try JSONDocument(bytes, limits: limits)
    }
}

extension RawJSON: Codable {
    /// Takes the bytes of the decoder's node.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "raw JSON needs JSONNodeDecoder"
                )
            )
        }
        self.init(decoder.node)
    }

    /// Hands the bytes to the encoder as they are.
    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? TreeEncoder else {
            throw EncodingError.invalidValue(
                self,
                EncodingError.Context(
                    codingPath: encoder.codingPath,
                    debugDescription: "raw JSON needs JSONTreeEncoder"
                )
            )
        }
        encoder.place.value = .raw(bytes)
    }
}
