/// A document's parts in one piece of memory that never moves, so that reading them costs no reference counting.
///
/// Written once, before the document is handed out; freed with it, which is why `@unchecked` holds.
@usableFromInline
struct JSONStore: @unchecked Sendable {
    @usableFromInline let tape: UnsafePointer<JSONEntry>
    let tables: UnsafePointer<UInt32>
    @usableFromInline let bytes: UnsafePointer<UInt8>
    @usableFromInline let unescaped: UnsafePointer<UInt8>

    /// Whether the tape has places that are not known.
    var hasGaps = false

    /// The document, for whoever needs to keep it alive again.
    private(set) var owner: Unmanaged<JSONDocument>?

    /// Completes a store with the document that holds it.
    static func setOwner(of store: UnsafePointer<JSONStore>, to document: JSONDocument) {
        UnsafeMutablePointer(mutating: store).pointee.owner = Unmanaged.passUnretained(document)
    }

    /// Copies what the reader found into one allocation that begins with the store itself.
    static func make(_ reader: JSONReader, source: [UInt8]) -> UnsafePointer<JSONStore> {
        let header = MemoryLayout<JSONStore>.stride
        let tapeSize = reader.tape.count * MemoryLayout<JSONEntry>.stride
        let tableSize = reader.tables.count * MemoryLayout<UInt32>.stride
        // Keys are compared a word at a time: the last one may be read past its end.
        let size = header + tapeSize + tableSize + source.count + reader.unescaped.count + JSONKeyChain.overread
        let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        let tape = base + header
        let tables = tape + tapeSize
        let bytes = tables + tableSize
        let unescaped = bytes + source.count
        copy(reader.tape, to: tape)
        copy(reader.tables, to: tables)
        copy(source, to: bytes)
        copy(reader.unescaped, to: unescaped)
        let store = JSONStore(
            tape: UnsafePointer(tape.bindMemory(to: JSONEntry.self, capacity: max(reader.tape.count, 1))),
            tables: UnsafePointer(tables.bindMemory(to: UInt32.self, capacity: max(reader.tables.count, 1))),
            bytes: UnsafePointer(bytes.bindMemory(to: UInt8.self, capacity: max(source.count, 1))),
            unescaped: UnsafePointer(unescaped.bindMemory(to: UInt8.self, capacity: max(reader.unescaped.count, 1))),
            owner: nil
        )
        let pointer = base.bindMemory(to: JSONStore.self, capacity: 1)
        pointer.initialize(to: store)
        return UnsafePointer(pointer)
    }

    private static func copy<T: BitwiseCopyable>(_ elements: [T], to target: UnsafeMutableRawPointer) {
        elements.withUnsafeBytes { source in
            if let base = source.baseAddress { target.copyMemory(from: base, byteCount: source.count) }
        }
    }
}
