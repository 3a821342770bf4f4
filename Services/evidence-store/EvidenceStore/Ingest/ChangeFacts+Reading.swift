import JSON
import Messages

extension ChangeFacts {
    /// Reads `config.changed` by hand: it is the most frequent message, and its settings are never touched.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        let resource = Resource(
            provider: try fields.string("provider", in: 1...64),
            account: try fields.string("account", in: 0...512),
            region: try fields.string("region", in: 0...128),
            type: try fields.string("resourceType", in: 1...256),
            id: try fields.string("resourceId", in: 1...2_048)
        )
        _ = try fields.optionalString("service", in: 0...256)
        _ = try fields.required("configuration")
        let version = fields.optional("version") == nil ? nil : try fields.integer("version", in: Int64.min...Int64.max)
        let change = try fields.object("change")
        try Self.checkApproval(fields)
        self.init(
            resource: resource,
            key: resource.key,
            observedAt: try fields.time("observedAt"),
            version: version,
            source: try change.string("source", in: 1...128),
            action: try change.word("action"),
            actor: try Self.actor(fields)
        )
        try header.requireSubject(key)
    }

    private static func actor(_ fields: DataFields) throws(EnvelopeError) -> Range<Int>? {
        guard let node = fields.optional("actor") else { return nil }
        let actor = try DataFields(node, at: "data.actor")
        _ = try actor.string("id")
        for name: StaticString in ["kind", "address", "protocol"] { _ = try actor.optionalString(name, in: 0...1_024) }
        if let privileged = actor.optional("privileged"), privileged.bool == nil {
            throw actor.wrong("privileged", "must be true or false")
        }
        return node.range
    }

    private static func checkApproval(_ fields: DataFields) throws(EnvelopeError) {
        guard let node = fields.optional("approval") else { return }
        let approval = try DataFields(node, at: "data.approval")
        _ = try approval.string("by")
        _ = try approval.time("at")
        _ = try approval.optionalString("ticket")
    }
}
