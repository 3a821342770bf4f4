import Crypto
import EvidenceLog
public import JSON

/// The head of an export as the store hands it over.
extension ExportWriter.Head {
    /// Appends it as one JSON object.
    /// - Throws: `EncodingError`.
    public func write(to writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.key("manifest")
        try JSONTreeEncoder().encode(manifest, into: &writer)
        writer.member("checkpoint", checkpoint.encoded)
        writer.member("anchor", anchor?.encoded)
        writer.key("timestamps")
        writer.beginArray()
        for token in timestamps { writer.string(Base64.encode(token)) }
        writer.endArray()
        writer.endObject()
    }

    /// Reads it.
    /// - Throws: ``ExportFormatError``, `LogFormatError`, `DecodingError`.
    public init(_ node: JSONNode) throws {
        guard let manifest = node.member("manifest"), let checkpoint = node.member("checkpoint")?.string else {
            throw ExportFormatError("the store's answer has no manifest or no checkpoint")
        }
        self.init(
            manifest: try JSONNodeDecoder().decode(ExportManifest.self, from: manifest),
            checkpoint: try SignedNote(encoded: checkpoint),
            anchor: try node.member("anchor")?.string.map { try TlogProof(encoded: $0) },
            timestamps: node.member("timestamps")?.elements.compactMap { $0.string.flatMap { Base64.decode($0) } } ?? []
        )
    }
}
