import JSON
import Messages

/// What an API call is about: the resource type, where its id stands, and whether the answer holds all settings.
struct CloudTrailEvent {
    let type: String
    let action: ChangeAction
    private let noun: CloudTrailNoun

    /// Nil where the call is about nothing that has settings here.
    init?(_ record: CloudTrailRecord) {
        guard let nouns = CloudTrailNoun.byService[record.service] else { return nil }
        let subject = record.name.drop { $0.isLowercase || $0 == record.name.first }
        // The longest noun is the nearest: `DBClusterSnapshot` is no `DBCluster`.
        let fitting = nouns.filter { subject.hasPrefix($0.noun) || $0.calls.contains(record.name) }
        guard let noun = fitting.max(by: { $0.noun.utf8.count < $1.noun.utf8.count }) else { return nil }
        self.noun = noun
        type = noun.type
        let isWhole = !noun.isPart && (subject == noun.noun || subject == noun.noun + "s")
        let verb = record.name.prefix(record.name.count - subject.count)
        if isWhole, ["Delete", "Terminate", "ScheduleDeletion"].contains(String(verb)) {
            action = .delete
        } else if isWhole && ["Create", "Run", "Allocate", "Import"].contains(String(verb))
            || record.name == "RunInstances"
        {
            action = .create
        } else {
            action = .update
        }
    }

    /// A change for each resource that the record names.
    func changes(of record: CloudTrailRecord) -> [RecordedChange] {
        ids(record).map { id in
            var change = RecordedChange(
                format: .cloudTrail,
                resource: Resource(
                    provider: "aws",
                    account: record.account,
                    region: noun.isGlobal ? "global" : record.region,
                    type: type,
                    id: id
                ),
                action: action,
                observedAt: record.time,
                record: (record.node.text("eventID"), record.operation)
            )
            change.service = type.split(separator: ":").dropFirst().first.map { $0.lowercased() }
            change.actor = record.actor
            change.settings = settings(record, id: id)
            return change
        }
    }

    /// What was asked for names the resource; where the service makes the name up, the answer does.
    private func ids(_ record: CloudTrailRecord) -> [String] {
        for part in [record.node.member("requestParameters"), record.node.member("responseElements")] {
            guard let part else { continue }
            for key in noun.keys {
                let found = Self.texts(key, in: part, depth: 6)
                if !found.isEmpty { return Array(found.prefix(100)) }
            }
        }
        return record.node.member("resources")?.elements.compactMap { resource in
            guard resource.text("type") == type, let arn = resource.text("ARN") else { return nil }
            return arn.split(separator: ":").last.map(String.init)
        } ?? []
    }

    private static func texts(_ key: String, in node: JSONNode, depth: Int) -> [String] {
        guard depth > 0 else { return [] }
        if node.kind == .array { return node.elements.flatMap { texts(key, in: $0, depth: depth - 1) } }
        guard node.kind == .object else { return [] }
        if let text = node[key]?.string, !text.isEmpty { return [text] }
        return node.members.flatMap { texts(key, in: $0.value, depth: depth - 1) }
    }

    /// The answer in the shape of a configuration item, for services whose answers are what AWS Config records.
    private func settings(_ record: CloudTrailRecord, id: String) -> [UInt8]? {
        guard noun.answersWithState, action != .delete, let answer = record.node.member("responseElements"),
            answer.kind == .object, noun.keys.contains(where: { answer[$0]?.string == id })
        else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("resourceType", type)
        writer.member("resourceId", id)
        writer.key("configuration")
        EmbeddedJSON.write(answer, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
