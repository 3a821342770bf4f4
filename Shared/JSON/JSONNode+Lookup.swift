extension JSONNode {
    /// The value of a member; nil when absent or when this is no object.
    public subscript(_ key: String) -> JSONNode? {
        var key = key
        return key.withUTF8 { member(utf8: $0) }
    }

    /// The value of a member whose name is in the program's text; makes no copy.
    public func member(_ key: StaticString) -> JSONNode? {
        member(utf8: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// The value of a member by a prepared name: the fastest lookup, for names that are asked for often.
    public func member(_ key: JSONKey) -> JSONNode? { borrowing { $0.member(key) }.map { child($0) } }

    /// The value of a member by the UTF-8 of its name.
    public func member(utf8 key: UnsafeBufferPointer<UInt8>) -> JSONNode? {
        borrowing { $0.member(utf8: key) }.map { child($0) }
    }

    /// The element at a position from 0; nil when out of range or when this is no array.
    ///
    /// Constant time when the array holds no containers, else linear in the position: loop with ``elements``.
    public subscript(_ position: Int) -> JSONNode? { borrowing { $0.element(at: position) }.map { child($0) } }

    /// Whether it is a string with exactly this UTF-8; makes no copy.
    public func isString(utf8: [UInt8]) -> Bool { borrowing { $0.isString(utf8: utf8) } }

    private func child(_ cursor: JSONCursor) -> JSONNode { JSONNode(document: document, index: cursor.index) }

    /// The way from an enclosing value to this one; nil when that does not enclose it.
    public func path(from root: JSONNode) -> JSONPath? {
        guard root.document === document, encloses(root) else { return nil }
        var path = JSONPath()
        var at = root
        while at.index != index {
            guard let (step, next) = at.step(towards: self) else { return path }
            path.steps.append(step)
            at = next
        }
        return path
    }

    /// The child that holds `node`; nil for the name of a member, which belongs to the object itself.
    private func step(towards node: JSONNode) -> (JSONPath.Step, JSONNode)? {
        for (position, element) in elements.enumerated() where node.encloses(element) {
            return (.index(position), element)
        }
        for (key, value) in members where node.encloses(value) { return (.key(key.string), value) }
        return nil
    }

    /// The tape index after the value.
    var end: Int { borrowing { $0.following(index) } }

    private func encloses(_ node: JSONNode) -> Bool { index >= node.index && index < node.end }
}
