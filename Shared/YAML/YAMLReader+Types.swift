import Diagnostics

extension YAMLReader {
    /// Returns a text that must be there; a number needs quotes to be one.
    public func string(_ key: String) -> String? { value(key, expecting: "a text", \.string) }

    /// Returns a text, or nil when the key is absent.
    public func optionalString(_ key: String) -> String? { optionalValue(key, expecting: "a text", \.string) }

    /// Returns a text, or `default` when the key is absent.
    public func string(_ key: String, default: String) -> String { optionalString(key) ?? `default` }

    /// Returns an integer that must be there and in `range`.
    public func int(_ key: String, in range: ClosedRange<Int> = Int.min...Int.max) -> Int? {
        value(key, expecting: Self.integer(in: range)) { node in node.int.flatMap { range.contains($0) ? $0 : nil } }
    }

    /// Returns an integer in `range`, or nil when the key is absent.
    public func optionalInt(_ key: String, in range: ClosedRange<Int> = Int.min...Int.max) -> Int? {
        optionalValue(key, expecting: Self.integer(in: range)) { node in
            node.int.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Returns an integer in `range`, or `default` when the key is absent.
    public func int(_ key: String, in range: ClosedRange<Int> = Int.min...Int.max, default: Int) -> Int {
        optionalInt(key, in: range) ?? `default`
    }

    /// Returns a number that must be there.
    public func double(_ key: String) -> Double? { value(key, expecting: "a number", \.double) }

    /// Returns a number, or nil when the key is absent.
    public func optionalDouble(_ key: String) -> Double? { optionalValue(key, expecting: "a number", \.double) }

    /// Returns a truth value that must be there.
    public func bool(_ key: String) -> Bool? { value(key, expecting: "true or false", \.bool) }

    /// Returns a truth value, or nil when the key is absent.
    public func optionalBool(_ key: String) -> Bool? { optionalValue(key, expecting: "true or false", \.bool) }

    /// Returns a truth value, or `default` when the key is absent.
    public func bool(_ key: String, default: Bool) -> Bool { optionalBool(key) ?? `default` }

    /// Returns one of a type's words, which must be there.
    public func choice<T>(_ key: String, of type: T.Type = T.self) -> T?
    where T: RawRepresentable & CaseIterable, T.RawValue == String {
        node(key).flatMap { choice($0, of: type) }
    }

    /// Returns one of a type's words, or nil when the key is absent.
    public func optionalChoice<T>(_ key: String, of type: T.Type = T.self) -> T?
    where T: RawRepresentable & CaseIterable, T.RawValue == String {
        optionalNode(key).flatMap { choice($0, of: type) }
    }

    /// Returns a list of texts that must be there.
    public func strings(_ key: String) -> [String]? { sequence(key).map { texts($0) } }

    /// Returns a list of texts, or an empty one when the key is absent.
    public func optionalStrings(_ key: String) -> [String] { texts(optionalSequence(key)) }

    /// Returns the elements of a list that must be there.
    public func sequence(_ key: String) -> [YAMLNode]? { value(key, expecting: "a list", \.elements) }

    /// Returns the elements of a list, or none when the key is absent.
    public func optionalSequence(_ key: String) -> [YAMLNode] {
        optionalValue(key, expecting: "a list", \.elements) ?? []
    }

    /// Returns a reader of a mapping that must be there.
    public func mapping(_ key: String) -> YAMLReader? { value(key, expecting: Self.mappingWords, mappingReader) }

    /// Returns a reader of a mapping, or nil when the key is absent.
    public func optionalMapping(_ key: String) -> YAMLReader? {
        optionalValue(key, expecting: Self.mappingWords, mappingReader)
    }

    private static let mappingWords = "a mapping (key: value)"

    private func mappingReader(_ node: YAMLNode) -> YAMLReader? {
        node.members == nil ? nil : YAMLReader(node, into: sink)
    }

    private func texts(_ nodes: [YAMLNode]) -> [String] {
        nodes.compactMap { require($0, "a text", \.string) }
    }

    private func choice<T>(_ node: YAMLNode, of type: T.Type) -> T?
    where T: RawRepresentable & CaseIterable, T.RawValue == String {
        let words = T.allCases.map(\.rawValue)
        guard let text = node.scalar?.text else {
            return require(node, "one of \(words.joined(separator: ", "))") { _ in nil }
        }
        if let value = T(rawValue: text) { return value }
        let near = Suggestion.nearest(to: text, among: words).map { "did you mean \"\($0)\"?" }
        let message = "expected one of \(words.joined(separator: ", ")), found \(node.summary)"
        sink.append(node.diagnostic(.error, message, hint: near))
        return nil
    }

    private static func integer(in range: ClosedRange<Int>) -> String {
        if range == Int.min...Int.max { return "an integer" }
        return range.upperBound == .max
            ? "an integer from \(range.lowerBound) on"
            : "an integer from \(range.lowerBound) to \(range.upperBound)"
    }
}
