import JSON
import Messages

extension TenantProfile {
    /// The profile as JSON that is the same bytes for the same profile: names sorted by language, absent fields left out.
    var canonicalJSON: [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1_024)
        writer.beginObject()
        writer.member("id", id)
        writer.key("name")
        writer.beginObject()
        for (language, text) in name.sorted(by: { $0.key < $1.key }) { writer.member(language, text) }
        writer.endObject()
        writer.member("language", language.rawValue)
        writer.member("timeZone", timeZone)
        writer.key("people")
        writer.beginArray()
        for person in people { person.write(to: &writer) }
        writer.endArray()
        writer.key("routes")
        writer.beginArray()
        for route in routes { route.write(to: &writer) }
        writer.endArray()
        if let limits {
            writer.key("limits")
            writer.beginObject()
            for field in FlowLimits.fields {
                if let value = limits[keyPath: field.path] { writer.member(field.name, value) }
            }
            writer.endObject()
        }
        if let weight { writer.member("weight", weight) }
        writer.endObject()
        return writer.bytes
    }
}

extension Person {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("name", name)
        writer.member("email", email)
        writer.member("language", language?.rawValue)
        writer.endObject()
    }
}

extension Route {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("channel", channel.rawValue)
        writer.key("to")
        writer.beginArray()
        for recipient in to { writer.string(recipient) }
        writer.endArray()
        writer.member("url", url)
        writer.member("secretRef", secretRef)
        writer.member("language", language?.rawValue)
        writer.member("minimumSeverity", minimumSeverity.rawValue)
        writer.endObject()
    }
}
