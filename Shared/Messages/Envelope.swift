public import JSON

/// The CloudEvents attributes of a message, and where its `data` stands.
public struct MessageHeader: Sendable {
    /// The message's id.
    public var id: MessageID
    /// What it says happened.
    public var kind: Kind
    /// Who says it.
    public var source: String
    /// The tenant; nil for kinds that have none.
    public var tenant: String?
    /// The key by which "the latest" of this kind is meant.
    public var subject: String
    /// The event's own time.
    public var time: Timestamp
    /// The message that led to this one.
    public var causation: MessageID?
    /// W3C trace context.
    public var traceparent: String?
    /// The byte range of `data` in the message.
    public var dataRange: Range<Int>

    /// Takes all attributes; `dataRange` is empty until the message is written.
    public init(
        id: MessageID,
        kind: Kind,
        source: String,
        tenant: String?,
        subject: String,
        time: Timestamp,
        causation: MessageID? = nil,
        traceparent: String? = nil,
        dataRange: Range<Int> = 0..<0
    ) {
        self.id = id
        self.kind = kind
        self.source = source
        self.tenant = tenant
        self.subject = subject
        self.time = time
        self.causation = causation
        self.traceparent = traceparent
        self.dataRange = dataRange
    }

    /// Reads the attributes of a whole message.
    ///
    /// - Throws: ``EnvelopeError`` naming the first attribute that is missing or wrong.
    /// Source: CloudEvents 1.0, section 3 "Context Attributes"; PROTOCOL.md, section 3.
    public init(reading root: JSONNode) throws(EnvelopeError) {
        guard root.kind == .object else { throw EnvelopeError(.badEnvelope, at: "", "the message is not an object") }
        guard let version = root.member("specversion"), version.isString("1.0") else {
            throw EnvelopeError(.badEnvelope, at: "specversion", "must be \"1.0\"")
        }
        let type = try Self.text(root.member("type"), "type", 1...128)
        guard let kind = Kind(type: type) else {
            throw EnvelopeError(.unknownKind, at: "type", "no such kind: \(type)")
        }
        guard let id = Self.id(root.member("id")) else {
            throw EnvelopeError(.badEnvelope, at: "id", "must be a UUID in lower-case text")
        }
        guard let time = root.member("time")?.timestamp else {
            throw EnvelopeError(.badEnvelope, at: "time", "must be an RFC 3339 time")
        }
        guard let data = root.member("data"), data.kind == .object else {
            throw EnvelopeError(.badEnvelope, at: "data", "must be an object")
        }
        let causation = root.member("causationid")
        let causationId = Self.id(causation)
        guard causation == nil || causationId != nil, causationId != nil || !kind.isAnswer else {
            throw EnvelopeError(.badEnvelope, at: "causationid", "must be the id of the message that led to this one")
        }
        if let content = root.member("datacontenttype"), !content.isString("application/json") {
            throw EnvelopeError(.badEnvelope, at: "datacontenttype", "must be \"application/json\"")
        }
        self.init(
            id: id,
            kind: kind,
            source: try Self.text(root.member("source"), "source", 1...256),
            tenant: try Self.tenant(root.member("tenant"), for: kind),
            subject: try Self.text(root.member("subject"), "subject", 1...4_096),
            time: time,
            causation: causationId,
            traceparent: root.member("traceparent")?.string,
            dataRange: data.range
        )
    }

    private static func text(_ node: JSONNode?, _ name: String, _ length: ClosedRange<Int>) throws(EnvelopeError)
        -> String
    {
        guard let text = node?.string, length.contains(text.utf8.count) else {
            throw EnvelopeError(
                .badEnvelope,
                at: name,
                "must be a string of \(length.lowerBound) to \(length.upperBound) bytes"
            )
        }
        return text
    }

    private static func id(_ node: JSONNode?) -> MessageID? {
        node?.withUTF8 { MessageID(utf8: UnsafeRawBufferPointer($0)) } ?? nil
    }

    private static func tenant(_ node: JSONNode?, for kind: Kind) throws(EnvelopeError) -> String? {
        guard let node, !node.isNull else {
            if kind.needsTenant { throw EnvelopeError(.tenantMissing, at: "tenant", "\(kind.rawValue) needs a tenant") }
            return nil
        }
        guard !kind.isOfTheStore else {
            throw EnvelopeError(.badEnvelope, at: "tenant", "\(kind.rawValue) has none; its data names the tenant")
        }
        guard let tenant = node.string, TenantProfile.isValid(id: tenant) else {
            throw EnvelopeError(.badEnvelope, at: "tenant", "must be 1 to 63 of a-z, 0-9 and -, not starting with -")
        }
        return tenant
    }

    /// Writes the whole message: the attributes, then `data` by `body`, which writes one object.
    public func write(to writer: inout JSONWriter, data body: (inout JSONWriter) throws -> Void) rethrows {
        writer.beginObject()
        writer.key("specversion")
        writer.string("1.0")
        writer.key("id")
        writer.string(id.text)
        writer.key("source")
        writer.string(source)
        writer.key("type")
        writer.string(kind.type)
        writer.key("subject")
        writer.string(subject)
        writer.key("time")
        writer.string(time.text)
        writer.key("datacontenttype")
        writer.string("application/json")
        writer.member("tenant", tenant)
        writer.member("causationid", causation?.text)
        writer.member("traceparent", traceparent)
        writer.key("data")
        try body(&writer)
        writer.endObject()
    }
}

/// What is wrong with a message's attributes.
public struct EnvelopeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The code of the refusal.
    public let code: RefusalCode
    /// The attribute, or the path of the field.
    public let place: String
    /// What must be there.
    public let reason: String

    /// Takes all three.
    public init(_ code: RefusalCode, at place: String, _ reason: String) {
        self.code = code
        self.place = place
        self.reason = reason
    }

    /// One line: code, place and reason.
    public var description: String { "\(code.rawValue) at \(place.isEmpty ? "the top" : place): \(reason)" }
}

extension JSONNode {
    /// The time of an RFC 3339 string; nil for anything else.
    public var timestamp: Timestamp? { withUTF8 { Timestamp(utf8: UnsafeRawBufferPointer($0)) } ?? nil }

    /// The id of a UUID string; nil for anything else.
    public var messageID: MessageID? { withUTF8 { MessageID(utf8: UnsafeRawBufferPointer($0)) } ?? nil }
}
