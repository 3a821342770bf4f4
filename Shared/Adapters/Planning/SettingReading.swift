import Expressions
import JSON

/// Turns values of plans and of expressions into trees: nulls left out, JSON in texts decoded in place.
struct SettingReading {
    /// Whether texts that hold JSON objects or lists become those.
    var decodesText = true
    /// How names of members are spelled.
    var style = KeyStyle.same
    /// Names that were converted before.
    private var spellings: [String: String] = [:]

    /// What is written inside of texts may nest as deep as this with all around it.
    private static let maximumDepth = 96

    init(style: KeyStyle = .same, decodesText: Bool = true) {
        self.style = style
        self.decodesText = decodesText
    }

    /// The tree of a value in a document; nil for null.
    mutating func tree(_ node: JSONNode, depth: Int = 0) -> SettingTree? {
        switch node.kind {
        case .null: return node.isUnknown ? .unknown : nil
        case .bool, .int, .uint, .double: return .scalar(Array(node.source))
        case .string: return text(node.string ?? "", depth)
        case .array: return .list(node.elements.compactMap { tree($0, depth: depth + 1) })
        case .object: return .object(object(node, depth))
        }
    }

    /// The members of an object in a document, without those named in `except`.
    mutating func object(_ node: JSONNode, except: Set<String> = [], _ depth: Int = 0) -> SettingObject {
        var object = SettingObject()
        object.isOpen = node.isOpen
        for (key, value) in node.members {
            let name = key.string
            guard !except.contains(name) else { continue }
            object[spelled(name)] = member(value, named: name, depth)
        }
        return object
    }

    /// The tree of what an expression gave; nil where it came to nothing.
    mutating func tree(_ value: Value, depth: Int = 0) -> SettingTree? {
        switch value {
        case .null, .optional(nil): return nil
        case .optional(.some(let value)): return tree(value, depth: depth)
        case .json(let node): return tree(node, depth: depth)
        case .bool(let value): return .bool(value)
        case .string(let text): return self.text(String(decoding: text.utf8, as: UTF8.self), depth)
        case .list(let values): return .list(values.compactMap { tree($0, depth: depth + 1) })
        case .map(let map):
            var object = SettingObject()
            for (key, value) in map.entries {
                let name = key.text.map { String(decoding: $0.utf8, as: UTF8.self) } ?? key.jsonText
                object[spelled(name)] = member(value, named: name, depth)
            }
            return .object(object)
        case .int, .uint, .double: return .scalar(Array(value.jsonText.utf8))
        case .bytes, .timestamp, .duration, .type, .object:
            return (try? JSONDocument(value.jsonText))?.root.string.map { .text($0) }
        }
    }

    private mutating func member(_ value: JSONNode, named name: String, _ depth: Int) -> SettingTree? {
        guard Self.isFreeText(name) else { return tree(value, depth: depth + 1) }
        var plain = SettingReading(decodesText: false)
        return plain.tree(value, depth: depth + 1)
    }

    private mutating func member(_ value: Value, named name: String, _ depth: Int) -> SettingTree? {
        guard Self.isFreeText(name) else { return tree(value, depth: depth + 1) }
        var plain = SettingReading(decodesText: false)
        return plain.tree(value, depth: depth + 1)
    }

    /// What a person named as they liked is copied as it is: neither names nor texts in it mean settings.
    static func isFreeText(_ name: String) -> Bool { freeNames.contains(name) }

    private static let freeNames: Set<String> = [
        "tags", "tags_all", "tagList", "Tags", "TagList", "labels", "effective_labels", "terraform_labels",
        "annotations",
        "effective_annotations", "freeform_tags", "defined_tags",
    ]

    private mutating func spelled(_ name: String) -> String {
        guard style != .same else { return name }
        if let known = spellings[name] { return known }
        let spelled = style.spelled(name)
        spellings[name] = spelled
        return spelled
    }

    private mutating func text(_ text: String, _ depth: Int) -> SettingTree {
        guard decodesText, depth < Self.maximumDepth, let first = text.utf8.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let document = try? JSONDocument(
                Array(text.utf8),
                limits: JSONLimits(maximumDepth: Self.maximumDepth - depth, maximumBytes: 1 << 30)
            )
        else { return .text(text) }
        // Names in a document of its own are those of its language, whatever the names around it look like.
        var inner = SettingReading()
        return inner.tree(document.root, depth: depth + 1) ?? .text(text)
    }
}
