import Access
import Diagnostics
import Foundation
import Messages
import Rules
import YAML

/// Reads one tenant's profile from YAML; every mistake with its place.
struct TenantReader {
    let sink: DiagnosticSink

    /// Returns the profile; nil where anything in it is wrong.
    func read(_ bytes: [UInt8], file: String) -> TenantSource? {
        let before = sink.diagnostics.errors.count
        guard let root = YAMLNode.parseDocument(bytes, file: file, into: sink) else { return nil }
        let reader = root.reader(into: sink)
        _ = reader.value("apiVersion", expecting: "\"settei/v1\"") { $0.string == "settei/v1" ? true : nil }
        _ = reader.value("kind", expecting: "\"Tenant\"") { $0.string == "Tenant" ? true : nil }
        let id = reader.value("id", expecting: "1 to 63 of a-z, 0-9 and -, not starting with -") { node in
            node.string.flatMap { TenantProfile.isValid(id: $0) ? $0 : nil }
        }
        let name = reader.mapping("name").map(names)
        let language: Language? = reader.choice("language")
        let timeZone = reader.value("timeZone", expecting: "a time zone such as Asia/Tokyo") { node in
            node.string.flatMap { TimeZone(identifier: $0) == nil ? nil : $0 }
        }
        let people = unique(reader.optionalSequence("people"), "person", \.id) { PersonReader(sink: sink).read($0) }
        let routeReader = RouteReader(sink: sink, people: Set(people.map(\.id)))
        let routes = unique(reader.sequence("routes") ?? [], "route", \.id) { routeReader.read($0) }
        let limits = FlowLimits(of: reader)
        let weight = reader.optionalInt("weight", in: TenantProfile.weights)
        reader.finish()
        guard
            let id, let name, let language, let timeZone, sink.diagnostics.errors.count == before
        else { return nil }
        let profile = TenantProfile(
            id: id,
            name: name,
            language: language,
            timeZone: timeZone,
            people: people,
            routes: routes.filter(\.isEnabled).map(\.route),
            limits: limits,
            weight: weight
        )
        return TenantSource(profile: profile, file: file, idNode: root["id"] ?? root)
    }

    private func names(_ reader: YAMLReader) -> [String: String] {
        var names: [String: String] = [:]
        for language in Language.allCases {
            names[language.rawValue] = reader.value(language.rawValue, expecting: "a text on one line", Self.line)
        }
        reader.finish()
        return names
    }

    /// Reads each element and reports ids that come twice.
    private func unique<T>(
        _ nodes: [YAMLNode],
        _ word: String,
        _ id: (T) -> String,
        _ read: (YAMLNode) -> T?
    ) -> [T] {
        var found: [T] = []
        var ids: Set<String> = []
        for node in nodes {
            guard let element = read(node) else { continue }
            if !ids.insert(id(element)).inserted {
                let place = node["id"] ?? node
                sink.append(place.diagnostic(.error, "the \(word) \"\(id(element))\" is here twice"))
            }
            found.append(element)
        }
        return found
    }

    /// A text that can stand in a mail header: not empty, one line.
    static func line(_ node: YAMLNode) -> String? {
        guard let text = node.string, text.contains(where: { !$0.isWhitespace }) else { return nil }
        return text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? nil : text
    }

    static func name(_ node: YAMLNode) -> String? {
        node.string.flatMap { $0.wholeMatch(of: #/[a-z0-9][a-z0-9._-]{0,62}/#) == nil ? nil : $0 }
    }

    static func isMailAddress(_ text: String) -> Bool {
        text.wholeMatch(of: #/[A-Za-z0-9.!#$%&'*+\/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/#) != nil
            && text.utf8.count <= 254
    }
}

/// A profile and where it stands.
struct TenantSource {
    let profile: TenantProfile
    let file: String
    let idNode: YAMLNode
}
