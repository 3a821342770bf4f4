/// A place in a document that does not keep the document alive: for inner loops whose caller holds it.
///
/// Copying one counts no references, which is most of the time of an evaluation otherwise. Whoever makes one must keep
/// its document
/// until the last use; ``node`` gives a place that can be kept.
/// `@unchecked` because of the pointer: what it points to is never written after it can be seen.
public struct JSONCursor: @unchecked Sendable {
    @usableFromInline let store: UnsafePointer<JSONStore>
    @usableFromInline let index: Int

    @inlinable @inline(__always)
    init(store: UnsafePointer<JSONStore>, index: Int) {
        self.store = store
        self.index = index
    }

    /// Borrows a place.
    public init(_ node: JSONNode) {
        store = node.document.store
        index = node.index
    }

    /// The same place, keeping the document.
    public var node: JSONNode {
        guard let owner = store.pointee.owner else { preconditionFailure("a cursor outlived its document") }
        return JSONNode(document: owner.takeUnretainedValue(), index: index)
    }

    @inlinable @inline(__always) var entry: JSONEntry { store.pointee.tape[index] }

    /// The kind of the value.
    @inlinable public var kind: JSONKind { entry.kind }

    /// The number of elements or members; 0 for scalars.
    @inlinable public var count: Int {
        let entry = entry
        return entry.isContainer ? entry.count : 0
    }

    /// What a scalar other than a string holds, as it is kept: bits of a number, 0 or 1 of a truth value.
    @inlinable public var bits: UInt64 { entry.payload }

    /// The first element of an array, or the first member's name; meaningful only when ``count`` is above 0.
    @inlinable public var firstChild: JSONCursor { JSONCursor(store: store, index: index + 1) }

    /// The place after this value; meaningful only while the container goes on.
    @inlinable public var next: JSONCursor { JSONCursor(store: store, index: following(index)) }

    /// Calls `body` with a string's content, escapes resolved, without copying it; nil for any other kind.
    @inlinable @inline(__always)
    public func withUTF8<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
        guard let content = utf8 else { return nil }
        return body(content)
    }

    /// A string's content, escapes resolved, for as long as the document lives; nil for any other kind.
    @inlinable public var utf8: UnsafeBufferPointer<UInt8>? {
        let entry = entry
        return entry.kind == .string ? content(of: entry) : nil
    }

    /// A string's content, escapes resolved, for as long as the document lives; meaningful only for strings.
    @inlinable public var content: UnsafeBufferPointer<UInt8> { content(of: entry) }

    @inlinable @inline(__always)
    func content(of entry: JSONEntry) -> UnsafeBufferPointer<UInt8> {
        if entry.isEscaped {
            let length = UnsafeRawPointer(store.pointee.unescaped + Int(entry.link))
            let count = UInt32(littleEndian: length.loadUnaligned(as: UInt32.self))
            return UnsafeBufferPointer(start: store.pointee.unescaped + Int(entry.link) + 4, count: Int(count))
        }
        return UnsafeBufferPointer(
            start: store.pointee.bytes + Int(entry.start) + 1,
            count: Int(entry.end - entry.start) - 2
        )
    }

    /// The cell after the value at `index`.
    @inlinable @inline(__always)
    func following(_ index: Int) -> Int {
        let entry = store.pointee.tape[index]
        return entry.isContainer ? Int(entry.link) : index + 1
    }
}
