import CYAML
import Diagnostics

/// Builds nodes from libyaml's events.
struct Composer {
    /// Ends the reading of a file that cannot be read on.
    struct Abort: Error {
        let diagnostic: Diagnostic
    }

    private let source: SourceFile
    private let sink: DiagnosticSink
    private let limits: YAMLLimits
    private let keepsTags: Bool
    private let events: EventReader
    private var depth = 0
    private var nodes = 0

    init(source: SourceFile, sink: DiagnosticSink, limits: YAMLLimits, keepsTags: Bool = false) {
        self.source = source
        self.sink = sink
        self.limits = limits
        self.keepsTags = keepsTags
        events = EventReader(source)
    }

    mutating func documents() throws(Abort) -> [YAMLNode] {
        var documents: [YAMLNode] = []
        while true {
            let event = try events.next()
            switch event.kind {
            case YAML_STREAM_END_EVENT: return documents
            case YAML_DOCUMENT_START_EVENT: documents.append(try node(try events.next()))
            default: continue
            }
        }
    }

    private mutating func node(_ event: EventReader.Event) throws(Abort) -> YAMLNode {
        nodes += 1
        guard nodes <= limits.maximumNodes else {
            throw abort("more than \(limits.maximumNodes) values in one file", at: event.start)
        }
        if event.anchor {
            report("anchors (&) are not supported", at: event.start, hint: "write the value out where it is used")
        }
        switch event.kind {
        case YAML_SCALAR_EVENT: return scalar(event)
        case YAML_SEQUENCE_START_EVENT:
            return try nested(event) { composer throws(Abort) in try composer.sequence(event) }
        case YAML_MAPPING_START_EVENT:
            return try nested(event) { composer throws(Abort) in try composer.mapping(event) }
        default:
            report("aliases (*) are not supported", at: event.start, hint: "write the value out where it is used")
            let nothing = YAMLScalar(text: "", style: .plain, isTaggedText: false)
            return YAMLNode(content: .scalar(nothing), source: source, start: event.start, end: event.end)
        }
    }

    private mutating func nested(
        _ event: EventReader.Event,
        _ body: (inout Composer) throws(Abort) -> YAMLNode
    ) throws(Abort) -> YAMLNode {
        guard depth < limits.maximumDepth else {
            throw abort("more than \(limits.maximumDepth) levels of nesting", at: event.start)
        }
        if let tag = event.tag, kept(tag) == nil { report(unsupported: tag, at: event.start) }
        depth += 1
        let node = try body(&self)
        depth -= 1
        return node
    }

    private mutating func sequence(_ begin: EventReader.Event) throws(Abort) -> YAMLNode {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if event.kind == YAML_SEQUENCE_END_EVENT {
                return YAMLNode(
                    content: .sequence(elements),
                    source: source,
                    start: begin.start,
                    end: event.end,
                    tag: kept(begin.tag)
                )
            }
            let element = try node(event)
            warnIfDoubtful(element)
            elements.append(element)
        }
    }

    private mutating func mapping(_ begin: EventReader.Event) throws(Abort) -> YAMLNode {
        var members: [YAMLMember] = []
        var places: [String: SourcePosition] = [:]
        while true {
            let event = try events.next()
            if event.kind == YAML_MAPPING_END_EVENT {
                return YAMLNode(
                    content: .mapping(members),
                    source: source,
                    start: begin.start,
                    end: event.end,
                    tag: kept(begin.tag)
                )
            }
            let key = try node(event)
            let value = try node(try events.next())
            warnIfDoubtful(value)
            guard let name = key.scalar?.text else {
                report("a key must be a text, not \(key.summary)", at: key.start)
                continue
            }
            if let first = places[name] {
                sink.append(key.diagnostic(.error, "the key \"\(name)\" is here twice"))
                sink.append(Diagnostic(.note, "it was here first", in: source, at: first, length: name.count))
                continue
            }
            if name == "<<", key.scalar?.style == .plain { report("merge keys (<<) are not supported", at: key.start) }
            places[name] = key.start
            members.append(YAMLMember(key: key, name: name, value: value))
        }
    }

    private func scalar(_ event: EventReader.Event) -> YAMLNode {
        let kept = kept(event.tag)
        let isTaggedText = event.tag == "tag:yaml.org,2002:str" || event.tag == "!" || kept != nil
        if let tag = event.tag, !isTaggedText { report(unsupported: tag, at: event.start) }
        let scalar = YAMLScalar(text: event.text, style: event.style, isTaggedText: isTaggedText)
        return YAMLNode(content: .scalar(scalar), source: source, start: event.start, end: event.end, tag: kept)
    }

    /// A tag of the file's own, where such are kept.
    private func kept(_ tag: String?) -> String? {
        guard keepsTags, let tag, tag.hasPrefix("!"), tag != "!" else { return nil }
        return tag
    }

    // MARK: Mistakes

    private func warnIfDoubtful(_ node: YAMLNode) {
        guard let scalar = node.scalar, scalar.style == .plain else { return }
        if case .text(let text) = scalar.value, CoreSchema.isFormerBoolean(text) {
            let message = "\"\(text)\" is a text here, not a truth value"
            sink.append(node.diagnostic(.warning, message, hint: "write true or false, or put the text in quotes"))
        } else if CoreSchema.hasLeadingZero(scalar.text) {
            let message = "as a number this loses its leading zeros"
            sink.append(node.diagnostic(.warning, message, hint: "put it in quotes if it names something"))
        }
    }

    private func report(unsupported tag: String, at place: SourcePosition) {
        // `check: !config.public` is the usual way to come here.
        let hint = tag.hasPrefix("!") ? "a text that begins with ! stands in quotes" : "only !!str has a use here"
        report("the tag \(tag) is not supported", at: place, hint: hint)
    }

    private func report(_ message: String, at place: SourcePosition, hint: String? = nil) {
        sink.append(Diagnostic(.error, message, in: source, at: place, hint: hint))
    }

    private func abort(_ message: String, at place: SourcePosition) -> Abort {
        Abort(diagnostic: Diagnostic(.error, message, in: source, at: place))
    }
}
