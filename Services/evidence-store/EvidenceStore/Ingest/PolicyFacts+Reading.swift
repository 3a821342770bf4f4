import JSON
import Messages

extension DocumentFacts {
    /// Reads `policy.submitted`, and checks that its content has the digest that it says.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        self.init(
            document: try fields.string("document", in: 1...128),
            part: try fields.word("part"),
            version: try fields.string("version", in: 1...64),
            digest: try fields.string("digest", in: 1...128)
        )
        let content = try fields.required("content")
        guard DerivedID.contentDigest(content.source) == digest else {
            throw fields.wrong("digest", "is not the digest of the content as sent")
        }
        try header.requireSubject("\(document)/\(part.rawValue)@\(digest)")
    }
}

extension ManifestFacts {
    /// Reads `policy.published`, and checks that its digest is that of its documents.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        let manifest: PolicyPublished = try decodeData(fields.node)
        guard manifest.version >= 1 else { throw fields.wrong("version", "must be at least 1") }
        guard DerivedID.manifestDigest(of: manifest.documents) == manifest.digest else {
            throw fields.wrong("digest", "is not the digest of the documents")
        }
        try header.requireSubject("policy")
        self.init(
            version: manifest.version,
            digest: manifest.digest,
            previous: manifest.previous,
            documents: manifest.documents
        )
    }
}
