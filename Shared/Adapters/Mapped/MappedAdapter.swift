public import JSON
import Messages

/// Turns whatever mappings describe into `config.changed`: documents of a provider's own service, or of a tool that has no adapter.
///
/// Mappings of the source `document` say in `from` where in the document resources stand: `.` is the document itself, `items` or
/// `data.firewalls` the list or object of that name.
public struct MappedAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.mapped

    /// What mappings for documents name as their source.
    public static let source = "document"

    private let mappings: MappingSet

    /// Takes mappings, of which those of documents are used.
    public init(mappings: MappingSet) { self.mappings = mappings }

    /// A document in which a mapping's place is there; `.` is everywhere, and so recognises nothing.
    public func recognises(_ root: JSONNode) -> Bool {
        mappings.types(from: Self.source).contains { $0 != "." && !Self.values(at: $0, in: root).isEmpty }
    }

    /// Reads the resources that stand at the mappings' places; a document without any is an error.
    public func read(_ root: JSONNode) -> AdapterReading {
        let places = mappings.types(from: Self.source)
        let mapper = ResourceMapper(mappings, source: Self.source)
        var reading = PlannedReading(format: Self.format, mapper: mapper, time: AdaptedChange.undated).reading(
            resources(in: root)
        )
        if reading.changes.isEmpty, reading.errors.isEmpty {
            let known = places.isEmpty ? "there are none" : "they look at \(places.sorted().joined(separator: ", "))"
            let words = "no mapping of the source \(Self.source) fits \(root.outline); \(known)"
            reading.errors.append(AdapterError(.malformed(words), of: Self.format))
        }
        return reading
    }

    /// The resources that stand at the mappings' places, in the document's own words.
    public func resources(in root: JSONNode) -> [PlannedResource] {
        var resources: [PlannedResource] = []
        for (position, document) in root.elementsOrSelf.enumerated() {
            let start = root.kind == .array ? "[\(position)]" : ""
            for place in mappings.types(from: Self.source).sorted() {
                resources += Self.resources(at: place, in: document, start)
            }
        }
        return resources
    }

    private static func resources(at place: String, in document: JSONNode, _ start: String) -> [PlannedResource] {
        values(at: place, in: document).enumerated().map { position, value in
            let path = place == "." ? start : "\(start)\(start.isEmpty ? "" : ".")\(place)[\(position)]"
            return PlannedResource(
                address: path.isEmpty ? "document" : path,
                type: place,
                name: value.text("name", "id") ?? path,
                values: value
            )
        }
    }

    /// What stands at a place: the elements of a list, or the one value.
    private static func values(at place: String, in document: JSONNode) -> [JSONNode] {
        if place == "." { return [document] }
        guard let path = JSONPath(place), let value = document.value(at: path), !value.isNull else { return [] }
        return value.elementsOrSelf
    }
}
