import JSON
import Messages

extension RulePack {
    /// Returns the pack as it is published: what checkers need, and what people read; tests stay behind.
    ///
    /// The same pack always gives the same bytes.
    public var documents: [PolicyDocument] {
        [
            PolicyDocument(document: id, part: .rules, version: version, content: rulesContent),
            PolicyDocument(document: id, part: .texts, version: version, content: textsContent),
        ]
    }

    private var rulesContent: [UInt8] {
        var writer = JSONWriter(reservingCapacity: 16_384)
        writer.beginObject()
        writer.member("apiVersion", "settei/v1")
        writer.member("kind", "Rules")
        writer.member("id", id)
        writer.member("version", version)
        writer.key("rules")
        writer.beginArray()
        for rule in activeRules { rule.writeLogic(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private var textsContent: [UInt8] {
        var writer = JSONWriter(reservingCapacity: 32_768)
        writer.beginObject()
        writer.member("apiVersion", "settei/v1")
        writer.member("kind", "RuleTexts")
        writer.member("id", id)
        writer.member("version", version)
        writer.text("title", title)
        writer.key("rules")
        writer.beginArray()
        let intents = Dictionary(intents.map { ($0.id, $0) }) { first, _ in first }
        for rule in activeRules { rule.writeTexts(rule.intent.flatMap { intents[$0] }, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}

extension Rule {
    fileprivate func writeLogic(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("category", category.rawValue)
        writer.member("severity", severity.rawValue)
        writer.member("responsibility", responsibility.rawValue)
        writer.key("applies")
        writer.beginObject()
        writer.member("provider", applies.provider)
        writer.strings("resourceTypes", applies.resourceTypes)
        writer.endObject()
        writer.relations(relations)
        writer.member("when", `when`)
        writer.member("check", check)
        writer.member("onMissing", onMissing.rawValue)
        writer.endObject()
    }

    fileprivate func writeTexts(_ intent: Intent?, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("category", category.rawValue)
        writer.member("level", level.rawValue)
        writer.member("severity", severity.rawValue)
        writer.text("title", title)
        writer.text("risk", risk)
        writer.text("remedy", remedy)
        writer.strings("controls", controls)
        if let intent {
            writer.key("intent")
            writer.beginObject()
            writer.member("id", intent.id)
            writer.text("title", intent.title)
            writer.text("consequence", intent.consequence)
            writer.endObject()
        }
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func relations(_ relations: [Rule.Relation]) {
        guard !relations.isEmpty else { return }
        key("relations")
        beginArray()
        for relation in relations {
            beginObject()
            member("name", relation.name)
            member("resourceType", relation.resourceType)
            member("direction", relation.direction.rawValue)
            member("expression", relation.expression)
            endObject()
        }
        endArray()
    }

    fileprivate mutating func text(_ name: String, _ text: LocalizedText) {
        key(name)
        beginObject()
        member("en", text.en)
        member("ja", text.ja)
        endObject()
    }

    fileprivate mutating func strings(_ name: String, _ texts: [String]) {
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
