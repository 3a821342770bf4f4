import Crypto
import EvidenceLog
public import JSON
import Messages

/// The line of a record.
extension ExportRecord {
    /// The longest line that is read: a message of 1 MiB in which every byte is escaped, and its proof.
    public static let greatestLine = 8 << 20

    /// Appends the record as one JSON object.
    ///
    /// What the leaf says is said again for people: place, id, kind, time, principal. Texts stand as strings, so that a message can be
    /// read and searched; a string gives back its bytes exactly.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("index", index)
        writer.member("id", id.text)
        writer.member("kind", leaf.header.kind)
        writer.member("recordedAt", recordedAt)
        writer.member("principal", leaf.header.principal)
        writer.member("leaf", Base64.encode(leaf.bytes))
        if let proof {
            writer.key("proof")
            writer.beginArray()
            for hash in proof { writer.string(Base64.encode(hash.bytes)) }
            writer.endArray()
        }
        switch content {
        case .erased: writer.member("erased", true)
        case .withheld: writer.member("withheld", true)
        case .message(let message):
            if let peer = message.peer {
                writer.member("peerSalt", Base64.encode(peer.salt))
                Self.write(peer.record, "peer", to: &writer)
            }
            writer.member("salt", Base64.encode(message.salt))
            Self.write(message.bytes, "message", to: &writer)
        }
        writer.endObject()
    }

    /// The line, without its newline.
    public var line: [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1_024)
        write(to: &writer)
        return writer.bytes
    }

    /// Reads a line.
    /// - Throws: ``ExportFormatError`` for anything that ``line`` would not give back exactly.
    public init(line: [UInt8]) throws(ExportFormatError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(line, limits: JSONLimits(maximumDepth: 4, maximumBytes: Self.greatestLine))
        } catch {
            throw ExportFormatError("it is not JSON: \(error)")
        }
        try self.init(document.root)
        guard self.line == line else { throw ExportFormatError("it is not written as an export writes it") }
    }

    /// Reads a record that stands in another document.
    /// - Throws: ``ExportFormatError`` where something is missing or of the wrong form.
    public init(_ node: JSONNode) throws(ExportFormatError) {
        guard let leaf = Self.bytes(node.member("leaf")).flatMap({ Leaf(bytes: $0) }) else {
            throw ExportFormatError("its leaf cannot be read")
        }
        var proof: [Digest]?
        if let hashes = node.member("proof") {
            proof = hashes.elements.compactMap { Self.bytes($0).flatMap { Digest(bytes: $0) } }
            guard hashes.kind == .array, proof?.count == hashes.count else {
                throw ExportFormatError("its proof cannot be read")
            }
        }
        self.init(leaf: leaf, proof: proof, content: try Self.content(node))
    }

    private static func content(_ node: JSONNode) throws(ExportFormatError) -> Content {
        let marks = (node.member("erased")?.bool ?? false, node.member("withheld")?.bool ?? false)
        switch marks {
        case (true, false): return .erased
        case (false, true): return .withheld
        case (true, true): throw ExportFormatError("it is both erased and withheld")
        case (false, false): break
        }
        guard let bytes = text(node, "message"), let salt = Self.bytes(node["salt"]) else {
            throw ExportFormatError("it has no message, and is neither erased nor withheld")
        }
        var peer: ExportedPeer?
        if let record = text(node, "peer") {
            guard let salt = Self.bytes(node["peerSalt"]) else {
                throw ExportFormatError("the sender's salt is missing")
            }
            peer = ExportedPeer(record: record, salt: salt)
        }
        return .message(ExportedMessage(bytes: bytes, salt: salt, peer: peer))
    }

    // MARK: Bytes

    /// Bytes as the string that they are; those that are no UTF-8 as base64 under another name.
    private static func write(_ bytes: [UInt8], _ name: String, to writer: inout JSONWriter) {
        if String(validating: bytes, as: UTF8.self) == nil {
            writer.member(name + "Base64", Base64.encode(bytes))
        } else {
            writer.key(name)
            bytes.withUnsafeBufferPointer { writer.string(utf8: $0) }
        }
    }

    private static func text(_ node: JSONNode, _ name: String) -> [UInt8]? {
        if let bytes = node[name]?.withUTF8({ Array($0) }) { return bytes }
        return bytes(node[name + "Base64"])
    }

    private static func bytes(_ node: JSONNode?) -> [UInt8]? { node?.string.flatMap { Base64.decode($0) } }
}
