import YAML

extension ConfigurationKey<String> {
    /// Declares a text.
    public static func string(_ name: String, default value: String? = nil, _ documentation: String) -> Self {
        Self(name, value, documentation, "a text", show: { $0 }, fromText: { $0 }, fromNode: \.string)
    }

    /// Declares a path of a file or folder; whether it exists is for the service to see.
    public static func path(_ name: String, default value: String? = nil, _ documentation: String) -> Self {
        let read: @Sendable (String) -> String? = { $0.isEmpty || $0.contains("\0") ? nil : $0 }
        let fromNode: @Sendable (YAMLNode) -> String? = { $0.string.flatMap(read) }
        return Self(name, value, documentation, "a path", show: { $0 }, fromText: read, fromNode: fromNode)
    }

    /// Declares a ZeroMQ endpoint: `tcp://host:port`, `ipc://path` or `inproc://name`.
    public static func endpoint(_ name: String, default value: String? = nil, _ documentation: String) -> Self {
        let words = "an endpoint such as tcp://evidence-store:7401"
        return Self(name, default: value, documentation, expectation: words, show: { $0 }, fromText: endpoint)
    }

    fileprivate static let endpoint: @Sendable (String) -> String? = { text in
        for scheme in ["ipc://", "inproc://"] where text.hasPrefix(scheme) {
            return text.count > scheme.count ? text : nil
        }
        guard text.hasPrefix("tcp://"), let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon].dropFirst("tcp://".count)
        let port = text[text.index(after: colon)...]
        let isPort = port == "*" || UInt16(port).map { $0 > 0 } == true
        return !host.isEmpty && isPort && !text.contains(where: \.isWhitespace) ? text : nil
    }
}

extension ConfigurationKey<Int> {
    /// Declares a whole number in `range`.
    ///
    /// - Parameter unit: what it counts, as `messages` or `bytes`.
    public static func int(
        _ name: String,
        default value: Int? = nil,
        in range: ClosedRange<Int> = 0...Int.max,
        unit: String = "",
        _ documentation: String
    ) -> Self {
        let limits =
            range.upperBound == .max ? "from \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        let words = "a whole number\(unit.isEmpty ? "" : " of \(unit)"), \(limits)"
        let check: @Sendable (Int) -> Int? = { range.contains($0) ? $0 : nil }
        let fromText: @Sendable (String) -> Int? = { Int($0).flatMap(check) }
        let fromNode: @Sendable (YAMLNode) -> Int? = { $0.int.flatMap(check) }
        return Self(name, value, documentation, words, show: { "\($0)" }, fromText: fromText, fromNode: fromNode)
    }

    /// Declares a TCP port; 0 takes a free one.
    public static func port(_ name: String, default value: Int? = nil, _ documentation: String) -> Self {
        let words = "a TCP port, 0 to 65535"
        let read: @Sendable (String) -> Int? = { UInt16($0).map(Int.init) }
        return Self(name, default: value, documentation, expectation: words, show: { "\($0)" }, fromText: read)
    }
}

extension ConfigurationKey<Bool> {
    /// Declares a truth value; the bare flag means true.
    public static func bool(_ name: String, default value: Bool? = nil, _ documentation: String) -> Self {
        let fromText: @Sendable (String) -> Bool? = { ["true": true, "false": false][$0] }
        return Self(
            name,
            value,
            documentation,
            "true or false",
            show: { "\($0)" },
            fromText: fromText,
            fromNode: \.bool
        )
    }
}

extension ConfigurationKey<Duration> {
    /// Declares a duration, of at least `minimum`.
    public static func duration(
        _ name: String,
        default value: Duration? = nil,
        minimum: Duration = .zero,
        _ documentation: String
    ) -> Self {
        let least = minimum > .zero ? ", at least \(DurationText.format(minimum))" : ""
        let read: @Sendable (String) -> Duration? = { text in
            DurationText.parse(text).flatMap { $0 >= minimum ? $0 : nil }
        }
        let words = DurationText.expectation + least
        return Self(name, default: value, documentation, expectation: words, show: DurationText.format, fromText: read)
    }
}

extension ConfigurationKey<[String]> {
    /// Declares a list of ZeroMQ endpoints, empty where nobody sets one; in the file it may be a YAML list.
    public static func endpoints(_ name: String, _ documentation: String) -> Self {
        let texts = list(name, default: [], documentation)
        let check: @Sendable ([String]) -> [String]? = { list in
            list.allSatisfy { ConfigurationKey<String>.endpoint($0) != nil } ? list : nil
        }
        return Self(
            name,
            [],
            documentation,
            "endpoints such as tcp://evidence-store:7401, with commas",
            show: texts.show,
            fromText: { texts.fromText($0).flatMap(check) },
            fromNode: { texts.fromNode($0).flatMap(check) }
        )
    }

    /// Declares a list of texts: a YAML list, or one text with commas.
    public static func list(_ name: String, default value: [String]? = nil, _ documentation: String) -> Self {
        let fromText: @Sendable (String) -> [String]? = { text in
            text.split(separator: ",").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
        }
        let fromNode: @Sendable (YAMLNode) -> [String]? = { node in
            guard let elements = node.elements else { return node.string.flatMap(fromText) }
            let texts = elements.compactMap(\.string)
            return texts.count == elements.count ? texts : nil
        }
        let show: @Sendable ([String]) -> String = { $0.joined(separator: ",") }
        return Self(name, value, documentation, "a list, as a,b,c", show: show, fromText: fromText, fromNode: fromNode)
    }
}

extension ConfigurationKey where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// Declares one of a type's words.
    public static func choice(_ name: String, default value: Value? = nil, _ documentation: String) -> Self {
        let words = "one of " + Value.allCases.map(\.rawValue).joined(separator: ", ")
        let show: @Sendable (Value) -> String = { $0.rawValue }
        let read: @Sendable (String) -> Value? = { Value(rawValue: $0) }
        return Self(name, default: value, documentation, expectation: words, show: show, fromText: read)
    }
}
