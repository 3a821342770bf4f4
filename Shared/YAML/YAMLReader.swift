public import Diagnostics

/// Reads a mapping key by key and collects every mistake: missing and unknown keys, wrong types, each at its place.
///
/// Ask for every key that there may be, then call ``finish()``, which refuses the keys that nobody asked for. A nil
/// where a value was required means that a diagnostic has been written.
///
/// ```swift
/// let reader = node.reader(into: sink)
/// let id = reader.string("id")
/// let limit = reader.int("limit", default: 10)
/// reader.finish()
/// guard let id, !sink.hasErrors else { return nil }
/// ```
public final class YAMLReader {
    /// The node that is read.
    public let node: YAMLNode
    /// Where mistakes go.
    public let sink: DiagnosticSink
    private var asked: [String] = []

    /// Begins to read `node`; anything but a mapping is a mistake, and then every key is silently missing.
    init(_ node: YAMLNode, into sink: DiagnosticSink) {
        self.node = node
        self.sink = sink
        if node.members == nil {
            sink.append(node.diagnostic(.error, "expected a mapping (key: value), found \(node.summary)"))
        }
    }

    /// Returns the value of a key, whatever it is; nil when it is absent.
    public func optionalNode(_ key: String) -> YAMLNode? {
        asked.append(key)
        return node[key]
    }

    /// Returns the value of a key that must be there.
    public func node(_ key: String) -> YAMLNode? {
        let value = optionalNode(key)
        if value == nil, node.members != nil {
            sink.append(
                Diagnostic(
                    .error,
                    "the key \"\(key)\" is missing",
                    in: node.source,
                    at: node.start,
                    hint: nearMiss(key)
                )
            )
        }
        return value
    }

    /// Returns what `convert` makes of a key that must be there; a nil from it is reported as "expected …".
    ///
    /// - Parameter expected: completes "expected …, found the text "x"", as in `a duration such as 30s`.
    public func value<T>(_ key: String, expecting expected: String, _ convert: (YAMLNode) -> T?) -> T? {
        node(key).flatMap { require($0, expected, convert) }
    }

    /// Returns what `convert` makes of a key, or nil when it is absent.
    public func optionalValue<T>(_ key: String, expecting expected: String, _ convert: (YAMLNode) -> T?) -> T? {
        optionalNode(key).flatMap { require($0, expected, convert) }
    }

    /// Reports every key that nobody asked for; the last call on a reader.
    public func finish() {
        for member in node.members ?? [] where !asked.contains(member.name) {
            let near = Suggestion.nearest(to: member.name, among: asked.filter { node[$0] == nil })
            let known = asked.isEmpty ? "" : "the keys here are \(asked.joined(separator: ", "))"
            let hint = near.map { "did you mean \"\($0)\"?" } ?? known
            sink.append(member.key.diagnostic(.error, "unknown key \"\(member.name)\"", hint: hint))
        }
    }

    /// Converts one node and reports it when that fails.
    func require<T>(_ node: YAMLNode, _ expected: String, _ convert: (YAMLNode) -> T?) -> T? {
        if let value = convert(node) { return value }
        let hint = expected.hasPrefix("a text") ? node.quotingHint : nil
        sink.append(node.diagnostic(.error, "expected \(expected), found \(node.summary)", hint: hint))
        return nil
    }

    private func nearMiss(_ key: String) -> String? {
        let names = (node.members ?? []).map(\.name).filter { !asked.contains($0) }
        return Suggestion.nearest(to: key, among: names).map { "\"\($0)\" looks like it" }
    }
}

@available(*, unavailable)
extension YAMLReader: Sendable {}

extension YAMLNode {
    /// Begins to read this node as a mapping with known keys; mistakes go to `sink`.
    public func reader(into sink: DiagnosticSink) -> YAMLReader {
        YAMLReader(self, into: sink)
    }

    fileprivate var quotingHint: String? {
        guard let scalar, scalar.style == .plain, !isNull else { return nil }
        return "put it in quotes: \"\(scalar.text)\""
    }
}
