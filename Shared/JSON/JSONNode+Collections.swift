/// The elements of an array in order; empty for other kinds.
public struct JSONElements: Sendable, Sequence, IteratorProtocol {
    private let document: JSONDocument
    private var index: Int
    private var remaining: Int

    init(_ node: JSONNode) {
        document = node.document
        index = node.index + 1
        remaining = node.kind == .array ? node.count : 0
    }

    /// The number of elements not yet given.
    public var underestimatedCount: Int { remaining }

    /// Gives the next element.
    public mutating func next() -> JSONNode? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let node = JSONNode(document: document, index: index)
        index = node.end
        return node
    }
}

/// The members of an object in the order of the source; empty for other kinds.
public struct JSONMembers: Sendable, Sequence, IteratorProtocol {
    private let document: JSONDocument
    private var index: Int
    private var remaining: Int

    init(_ node: JSONNode) {
        document = node.document
        index = node.index + 1
        remaining = node.kind == .object ? node.count : 0
    }

    /// The number of members not yet given.
    public var underestimatedCount: Int { remaining }

    /// Gives the next member.
    public mutating func next() -> (key: JSONString, value: JSONNode)? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        let key = JSONNode(document: document, index: index)
        let value = JSONNode(document: document, index: index + 1)
        index = value.end
        return (JSONString(node: key), value)
    }
}

/// A member's name in a document, not yet copied out.
public struct JSONString: Sendable, CustomStringConvertible {
    /// The name as a node of kind string, for its range and bytes.
    public let node: JSONNode

    /// A copy of the name, escapes resolved.
    public var string: String { node.string ?? "" }

    /// A copy of the name, escapes resolved.
    public var description: String { string }

    /// Calls `body` with the name's UTF-8, escapes resolved, without copying it.
    public func withUTF8<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        node.borrowing { body($0.content(of: $0.entry)) }
    }

    /// Whether the name is exactly `text`; makes no copy.
    public static func == (name: JSONString, text: StaticString) -> Bool { name.node.isString(text) }
}

extension JSONNode {
    /// The elements of an array; empty for other kinds.
    public var elements: JSONElements { JSONElements(self) }

    /// The members of an object; empty for other kinds.
    public var members: JSONMembers { JSONMembers(self) }
}
