import JSON
import Messages

/// One change as a log's record tells it: who changed what and when, and the settings where the record holds all of them.
struct RecordedChange {
    let format: AdapterFormat
    let resource: Resource
    var service: String?
    let action: ChangeAction
    let observedAt: Timestamp
    var version: Int64?
    var actor: Actor?
    /// The whole of the resource's settings as rules see them; nil where the record does not hold them.
    var settings: [UInt8]?
    var previous: [UInt8]?
    /// The record's own id, and what was done.
    let record: (id: String?, operation: String)

    /// The message, under an id that follows from it.
    ///
    /// A record without settings is published all the same, because who changed what is evidence. It is marked `stateless`, so that
    /// checkers do not take every setting for absent; findings stay as they are until the settings come.
    func adapted() -> AdaptedChange {
        let configuration = settings ?? summary
        let id = ChangeIdentity.id(
            of: resource,
            at: observedAt,
            version: version,
            action: action,
            configuration: configuration + Array((record.id ?? "").utf8)
        )
        let change = ConfigChanged(
            resource: resource,
            service: service,
            configuration: RawJSON(trusted: configuration),
            previousConfiguration: previous.map { RawJSON(trusted: $0) },
            observedAt: observedAt,
            version: version,
            actor: actor,
            change: Change(action: action, source: format.rawValue)
        )
        return AdaptedChange(id: id, change: change, isSummary: settings == nil)
    }

    private var summary: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("stateless")
        writer.bool(true)
        writer.key("record")
        writer.beginObject()
        if let id = record.id { writer.member("id", id) }
        writer.member("operation", record.operation)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

extension JSONNode {
    /// The value at the end of a way of members.
    func member(at path: StaticString...) -> JSONNode? {
        var node: JSONNode? = self
        for name in path { node = node?.member(name) }
        return node
    }

    /// The first of the named members that is a list: what answers and exports wrap their elements in.
    func list(in names: StaticString...) -> JSONNode? {
        names.lazy.compactMap { member($0) }.first { $0.kind == .array }
    }

    /// The elements where it is a list, else the value by itself.
    var elementsOrSelf: [JSONNode] { kind == .array ? Array(elements) : [self] }

    /// The value's bytes, compact.
    var compact: [UInt8] {
        var writer = JSONWriter(reservingCapacity: range.count)
        write(to: &writer)
        return writer.bytes
    }
}
