import Adapters
import JSON
import Messages
import Rules

/// The second step of a check: what the documents say of resources.
struct CheckReader {
    /// A resource to check, and where it stands.
    struct Change {
        let adapted: AdaptedChange
        let line: Int?
    }

    let catalogue: AdapterCatalogue

    private(set) var changes: [Change] = []
    private(set) var ignored: [String] = []
    /// Planned types that nothing turns into their cloud's own shape, with how many there are.
    private(set) var unmapped: [String: Int] = [:]
    /// What could not be read at all, each with its place.
    private(set) var mistakes: [String] = []
    /// What could not be read of settings beside others that could.
    private(set) var doubts: [String] = []
    /// What the input turned out to be.
    private(set) var formats: Set<String> = []
    /// Whether the resources are each other's neighbours.
    private(set) var isWhole = true

    /// The kinds of resources that there are.
    var types: Set<ResourceType> {
        Set(changes.map { ResourceType(provider: $0.adapted.change.provider, name: $0.adapted.change.resourceType) })
    }

    init(mappings: MappingSet) {
        catalogue = AdapterCatalogue(mappings: mappings)
    }

    /// Reads every document of a source.
    mutating func read(_ documents: [InputDocument], as format: InputFormat?) {
        for document in documents {
            let line = documents.count > 1 ? document.line : nil
            let root = document.document.root
            if format == .settei || (format == nil && InputFormat.isOurs(root)) {
                readOwn(document, line)
            } else {
                readForeign(root, format, document.line, line)
            }
        }
    }

    private mutating func readForeign(_ root: JSONNode, _ format: InputFormat?, _ place: Int, _ line: Int?) {
        var asked: AdapterFormat?
        if case .foreign(let named) = format { asked = named }
        do throws(AdapterError) {
            let found = asked ?? catalogue.recognise(root)
            let reading = try catalogue.read(root, as: found)
            formats.insert(found?.rawValue ?? "unknown")
            for adapted in reading.changes where adapted.change.change.action != .delete {
                take(adapted, place, line)
            }
            ignored += reading.ignored.filter { text in !reading.unmapped.keys.contains { text.hasPrefix("\($0) (") } }
            unmapped.merge(reading.unmapped, uniquingKeysWith: +)
            let errors = reading.errors.map { "\(place): \($0)" }
            if reading.changes.isEmpty { mistakes += errors } else { doubts += errors }
            isWhole = isWhole && reading.isSnapshot
        } catch {
            mistakes.append("\(place): \(error)")
        }
    }

    /// Judging a summary would find every setting absent.
    private mutating func take(_ adapted: AdaptedChange, _ place: Int, _ line: Int?) {
        if adapted.isSummary {
            let name = "\(adapted.change.resourceType) \(adapted.change.resourceId)"
            doubts.append("\(place): \(name) is only mentioned: its settings are not in this input")
        } else {
            changes.append(Change(adapted: adapted, line: line))
        }
    }

    private mutating func readOwn(_ document: InputDocument, _ line: Int?) {
        let read = SetteiDocument.changes(in: document.document)
        formats.insert("settei")
        isWhole = false
        mistakes += read.mistakes.map { "\(document.line): \($0)" }
        for change in read.changes where change.change.action != .delete {
            let id = MessageID(milliseconds: change.observedAt.milliseconds, version: 7, random: (0, 0))
            changes.append(Change(adapted: AdaptedChange(id: id, change: change), line: line))
        }
    }
}
