import JSON

extension SettingTree {
    /// The tree as a document, with what is not known in it.
    /// - Throws: ``JSONError`` where it nests too deep.
    func document() throws(JSONError) -> (document: JSONDocument, gaps: JSONGaps) {
        var writing = SettingWriting()
        writing.write(self)
        let gaps = writing.gaps
        let limits = JSONLimits(maximumDepth: 512, maximumBytes: 1 << 30)
        return (try JSONDocument(writing.writer.bytes, limits: limits, gaps: gaps), gaps)
    }
}

/// Writes a tree as JSON and notes where it is not known.
struct SettingWriting {
    var writer = JSONWriter()
    var gaps = JSONGaps()
    private var path: [JSONPath.Step] = []

    init() {}

    mutating func write(_ tree: SettingTree) {
        switch tree {
        case .unknown:
            gaps.unknown.append(JSONPath(path))
            writer.null()
        case .scalar(let bytes): writer.raw(bytes)
        case .text(let text): writer.string(text)
        case .list(let elements):
            writer.beginArray()
            for (index, element) in elements.enumerated() { write(element, at: .index(index)) }
            writer.endArray()
        case .object(let object):
            if object.isOpen { gaps.open.append(JSONPath(path)) }
            writer.beginObject()
            for (name, value) in object.members {
                writer.key(name)
                write(value, at: .key(name))
            }
            writer.endObject()
        }
    }

    private mutating func write(_ tree: SettingTree, at step: JSONPath.Step) {
        switch tree {
        case .scalar(let bytes): writer.raw(bytes)
        case .text(let text): writer.string(text)
        case .unknown, .list, .object:
            path.append(step)
            write(tree)
            path.removeLast()
        }
    }
}
