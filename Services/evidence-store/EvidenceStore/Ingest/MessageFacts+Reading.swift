import JSON
import Messages

extension MessageFacts {
    /// Reads and checks the data of a message, once and completely: after this the journal takes it on trust.
    ///
    /// - Throws: ``EnvelopeError`` with the path of the first field that is missing or wrong.
    /// Source: PROTOCOL.md, section 9.
    init(reading data: JSONNode, of header: MessageHeader) throws(EnvelopeError) {
        let fields = try DataFields(data, at: "data")
        switch header.kind {
        case .configChanged: self = .change(try ChangeFacts(reading: fields, of: header))
        case .configAssessed: self = .assessment(try AssessmentFacts(reading: fields, of: header))
        case .notificationPlanned: self = .planned(try PlannedFacts(reading: fields, of: header))
        case .notificationSent, .notificationFailed: self = .delivered(try DeliveredFacts(reading: fields, of: header))
        case .policySubmitted: self = .document(try DocumentFacts(reading: fields, of: header))
        case .policyPublished: self = .manifest(try ManifestFacts(reading: fields, of: header))
        case .tenantRegistered, .tenantUpdated:
            try Self.checkTenant(fields, of: header)
            self = .other
        case .deadLetterRetried:
            let item = try fields.id("item")
            _ = try fields.optionalString("reason")
            try header.requireSubject(item.text)
            self = .retried(item)
        case .holdPlaced: self = .hold(try HoldPlaced(reading: fields, of: header))
        case .holdReleased: self = .release(try HoldReleased(reading: fields, of: header))
        case .erasureOrdered: self = .erasure(try ErasureOrdered(reading: fields, of: header))
        case .evidenceImported: self = .imported(try EvidenceImported(reading: fields, of: header))
        case .findingOpened, .findingUpdated, .findingResolved, .findingReopened, .alertRaised, .operatorAlerted,
            .inputRefused, .accessRefused, .storeStarted, .storeConfigured, .evidenceExported, .evidenceErased,
            .retentionApplied:
            // Only the store itself says these; no role may publish them.
            throw EnvelopeError(.kindNotAllowed, at: "type", "only the store says this")
        }
    }

    private static func checkTenant(_ fields: DataFields, of header: MessageHeader) throws(EnvelopeError) {
        let told: TenantUpdated = try decodeData(fields.node)
        guard told.profile.id == header.tenant else { throw fields.wrong("profile.id", "must be the message's tenant") }
        try header.requireSubject(told.profile.id)
    }
}

extension MessageHeader {
    /// Refuses a subject other than the one that section 9 of PROTOCOL.md says.
    func requireSubject(_ expected: String) throws(EnvelopeError) {
        guard subject == expected else {
            throw EnvelopeError(.badEnvelope, at: "subject", "must be \(expected)")
        }
    }
}

/// Decodes the rarer kinds through their types; what is wrong is told by its path.
func decodeData<T: Decodable>(_ node: JSONNode) throws(EnvelopeError) -> T {
    do {
        return try JSONNodeDecoder().decode(T.self, from: node)
    } catch let error as DecodingError {
        throw EnvelopeError(decoding: error)
    } catch {
        throw EnvelopeError(.badData, at: "data", "\(error)")
    }
}

extension EnvelopeError {
    fileprivate init(decoding error: DecodingError) {
        let (path, reason): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .valueNotFound(_, let context): (context.codingPath, "must not be null")
            case .typeMismatch(let type, let context): (context.codingPath, "must be \(type)")
            case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
            @unknown default: ([], "cannot be read")
            }
        let place = path.reduce("data") { text, key in
            key.intValue.map { "\(text)[\($0)]" } ?? "\(text).\(key.stringValue)"
        }
        self.init(.badData, at: place, reason)
    }
}
