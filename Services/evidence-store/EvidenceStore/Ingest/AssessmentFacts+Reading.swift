import JSON
import Messages

extension AssessmentFacts {
    /// Reads `config.assessed` by hand: as frequent as changes, with dozens of outcomes each.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        guard try fields.id("change") == header.causation else {
            throw fields.wrong("change", "must be the message's causationid")
        }
        let resource = try fields.object("resource")
        let key = Resource(
            provider: try resource.string("provider"),
            account: try resource.string("account"),
            region: try resource.string("region"),
            type: try resource.string("type"),
            id: try resource.string("id")
        ).key
        try header.requireSubject(key)
        let policy = try fields.object("policy")
        _ = try fields.integer("cost")
        _ = try fields.integer("durationMicroseconds")
        self.init(
            policy: PolicyReference(
                version: try policy.integer("version"),
                digest: try policy.string("digest", in: 1...128)
            ),
            trigger: try fields.word("trigger"),
            outcomes: try Self.outcomes(fields),
            work: try WorkDone(reading: fields, of: header)
        )
    }

    private static func outcomes(_ fields: DataFields) throws(EnvelopeError) -> [RuleOutcome] {
        let array = try fields.array("outcomes")
        var outcomes: [RuleOutcome] = []
        outcomes.reserveCapacity(array.count)
        for element in array.elements {
            let fields = try DataFields(element, at: "data.outcomes", position: outcomes.count)
            outcomes.append(try RuleOutcome(reading: fields))
        }
        return outcomes
    }
}

extension RuleOutcome {
    fileprivate init(reading fields: DataFields) throws(EnvelopeError) {
        self.init(
            rule: try fields.string("rule", in: 1...256),
            outcome: try fields.word("outcome"),
            severity: try fields.word("severity"),
            category: try fields.string("category", in: 1...64),
            message: try fields.optionalString("message"),
            explanation: try Explanation(reading: fields),
            cost: try fields.integer("cost")
        )
    }
}

extension Explanation {
    fileprivate init?(reading fields: DataFields) throws(EnvelopeError) {
        guard let node = fields.optional("explanation") else { return nil }
        let explanation = try DataFields(node, at: "\(fields.path).explanation")
        self.init(
            path: try explanation.optionalString("path"),
            value: try explanation.optionalString("value"),
            expression: try explanation.optionalString("expression")
        )
    }
}

extension WorkDone {
    /// Reads the `work` of an answer, whose item must be the message's id.
    init(reading fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        let work = try fields.object("work")
        self.init(
            item: try work.id("item"),
            attempt: Int(try work.integer("attempt", in: 1...Int64(Int32.max))),
            replica: try work.string("replica", in: 1...64),
            receivedAt: try work.time("receivedAt"),
            finishedAt: try work.time("finishedAt")
        )
        guard item == header.id else { throw work.wrong("item", "must be the message's id") }
    }
}
