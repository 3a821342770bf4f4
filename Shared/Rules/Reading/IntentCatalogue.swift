import Diagnostics
import YAML

/// Holds the intents that were read, by id; each stands in one place.
struct IntentCatalogue {
    /// In the order of the files.
    let sources: [IntentSource]
    private let byID: [String: IntentSource]

    /// Reports ids that stand in two places.
    init(_ sources: [IntentSource], sink: DiagnosticSink) {
        var known: [String: IntentSource] = [:]
        var firsts: [IntentSource] = []
        for source in sources {
            if let first = known[source.intent.id] {
                let place = source.node["id"] ?? source.node
                sink.append(place.diagnostic(.error, "the intent \"\(source.intent.id)\" is defined twice"))
                sink.append((first.node["id"] ?? first.node).diagnostic(.note, "it was defined here first"))
            } else {
                known[source.intent.id] = source
                firsts.append(source)
            }
        }
        self.sources = firsts
        byID = known
    }

    /// Whether there is nothing to look names up in.
    var isEmpty: Bool { byID.isEmpty }

    /// The ids that there are.
    var ids: [String] { byID.keys.sorted() }

    subscript(_ id: String) -> Intent? { byID[id]?.intent }

    /// The pack with what its rules' intents say.
    func completed(_ source: PackSource) -> PackSource {
        var source = source
        var named: Set<String> = []
        source.pack.intents = source.pack.rules.compactMap(\.intent).filter { named.insert($0).inserted }
            .compactMap { self[$0] }
        return source
    }
}
