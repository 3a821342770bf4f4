/// Names the places of a document that nobody knows yet, such as what a plan leaves open until it is applied.
///
/// Unknown is neither absent nor null: whoever asks for such a place cannot be answered.
public struct JSONGaps: Sendable, Hashable {
    /// The values that are not known; they stand as `null` in the text.
    public var unknown: [JSONPath]
    /// The objects of which only some members are known: each one that is not there is unknown.
    public var open: [JSONPath]

    /// Makes gaps; none is a document of which everything is known.
    public init(unknown: [JSONPath] = [], open: [JSONPath] = []) {
        self.unknown = unknown
        self.open = open
    }

    /// Whether everything is known.
    public var isEmpty: Bool { unknown.isEmpty && open.isEmpty }
}

extension JSONNode {
    /// Whether the value is not known; its kind is `null` then.
    public var isUnknown: Bool { borrowing { $0.isUnknown } }

    /// Whether it is an object of which only some members are known.
    public var isOpen: Bool { borrowing { $0.isOpen } }
}

extension JSONCursor {
    /// Whether the value is not known; its kind is `null` then.
    @inlinable public var isUnknown: Bool {
        let entry = entry
        return entry.kind == .null && entry.payload != 0
    }

    /// Whether it is an object of which only some members are known.
    @inlinable public var isOpen: Bool {
        let entry = entry
        return entry.kind == .object && entry.isEscaped
    }

    /// Whether anything in the value is not known.
    public var hasGaps: Bool {
        guard store.pointee.hasGaps else { return false }
        return (index..<following(index)).contains { position in
            let cell = JSONCursor(store: store, index: position)
            return cell.isUnknown || cell.isOpen
        }
    }
}

extension JSONStore {
    /// Marks the places of a document that was just read; places that are not there, or not `null`, are passed over.
    static func mark(_ gaps: JSONGaps, in document: JSONDocument) {
        let store = UnsafeMutablePointer(mutating: document.store)
        let tape = UnsafeMutablePointer(mutating: store.pointee.tape)
        for node in gaps.unknown.compactMap({ document.root.value(at: $0) }) where node.isNull {
            tape[node.index].payload = 1
            store.pointee.hasGaps = true
        }
        for node in gaps.open.compactMap({ document.root.value(at: $0) }) where node.kind == .object {
            tape[node.index].isEscaped = true
            store.pointee.hasGaps = true
        }
    }
}
