/// One JSON text that was read whole and found correct: its bytes, and a tape of what stands where.
///
/// `@unchecked` because of the pointer: what it points to is written before the document is handed out and never again.
public final class JSONDocument: @unchecked Sendable {
    /// The source, as it was given.
    public let bytes: [UInt8]

    let store: UnsafePointer<JSONStore>

    /// Reads `bytes`, which the document keeps.
    /// - Throws: ``JSONError`` with the reason and the byte offset.
    public init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        let limit = min(limits.maximumBytes, Int(Int32.max))
        guard bytes.count <= limit else { throw JSONError(.tooLarge(limit: limit), offset: limit) }
        let reader = try bytes.withUnsafeBufferPointer { source throws(JSONError) in
            guard let base = source.baseAddress, !source.isEmpty else { throw JSONError(.unexpectedEnd, offset: 0) }
            var reader = JSONReader(source, base: base, maximumDepth: limits.maximumDepth)
            try reader.read()
            return reader
        }
        self.bytes = bytes
        store = JSONStore.make(reader, source: bytes)
        JSONStore.setOwner(of: store, to: self)
    }

    /// Reads `bytes`, of which some places are not known.
    /// - Throws: ``JSONError`` with the reason and the byte offset.
    public convenience init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits(), gaps: JSONGaps) throws(JSONError) {
        try self.init(bytes, limits: limits)
        if !gaps.isEmpty { JSONStore.mark(gaps, in: self) }
    }

    deinit { UnsafeMutableRawPointer(mutating: store).deallocate() }

    /// Reads a copy of `buffer`, such as a frame of a socket.
    /// - Throws: ``JSONError``; a buffer over the limit is refused before it is copied.
    public convenience init(_ buffer: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        guard buffer.count <= limits.maximumBytes else {
            throw JSONError(.tooLarge(limit: limits.maximumBytes), offset: limits.maximumBytes)
        }
        try self.init(Array(buffer), limits: limits)
    }

    /// Reads the UTF-8 of `text`.
    /// - Throws: ``JSONError`` with the reason and the byte offset.
    public convenience init(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(Array(text.utf8), limits: limits)
    }

    /// The outermost value.
    public var root: JSONNode { JSONNode(document: self, index: 0) }
}
