/// Memory of one evaluation after the other, given out by moving a pointer and taken back as a whole.
///
/// What an expression makes (strings, lists, maps) lives here until the evaluation ends, so that values are plain bits and no
/// references are counted. The first chunk is kept from one evaluation to the next: in steady state nothing is asked of the heap.
final class Arena {
    /// What an evaluation that makes a few strings needs.
    private static let firstChunk = 16_384

    // One thread at a time uses an arena, and no method calls out: checking each access would only cost time.
    @exclusivity(unchecked) private var next: UnsafeMutableRawPointer?
    @exclusivity(unchecked) private var end: UnsafeMutableRawPointer?
    @exclusivity(unchecked) private var first: UnsafeMutableRawBufferPointer?
    @exclusivity(unchecked) private var others: [UnsafeMutableRawBufferPointer] = []

    /// Bytes asked of the heap since the last ``reset()``, the first chunk not counted.
    @exclusivity(unchecked) private(set) var bytes = 0

    init() {}

    deinit {
        first?.deallocate()
        for chunk in others { chunk.deallocate() }
    }

    /// Room for `count` values, uninitialized.
    @inline(__always)
    func allocate<T>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
        allocate(bytes: count * MemoryLayout<T>.stride).bindMemory(to: T.self, capacity: count)
    }

    /// Room for bytes, aligned to 16.
    @inline(__always)
    func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        let size = (bytes + 15) & ~15
        guard let next, let end, end - next >= size else { return allocateChunk(size) }
        self.next = next + size
        return next
    }

    private func allocateChunk(_ size: Int) -> UnsafeMutableRawPointer {
        let chunk: UnsafeMutableRawBufferPointer
        if first == nil, size <= Self.firstChunk {
            chunk = .allocate(byteCount: Self.firstChunk, alignment: 16)
            first = chunk
        } else {
            // Each is twice as large as the one before, so that their number stays small.
            let doubled = (others.last?.count ?? Self.firstChunk) * 2
            chunk = .allocate(byteCount: max(size, min(doubled, 4 << 20)), alignment: 16)
            others.append(chunk)
            bytes += chunk.count
        }
        let start = chunk.baseAddress.unsafelyUnwrapped
        next = start + size
        end = start + chunk.count
        return start
    }

    /// Takes everything back; what was given out must not be used any more.
    func reset() {
        next = first?.baseAddress
        end = first.flatMap { chunk in chunk.baseAddress.map { $0 + chunk.count } }
        guard !others.isEmpty else { return }
        for chunk in others { chunk.deallocate() }
        others.removeAll(keepingCapacity: true)
        bytes = 0
    }

    /// A copy of bytes.
    func copy(_ source: UTF8View) -> UTF8View {
        guard let base = source.baseAddress, !source.isEmpty else { return UTF8View(start: nil, count: 0) }
        let target = allocate(UInt8.self, count: source.count)
        target.initialize(from: base, count: source.count)
        return UTF8View(start: target, count: source.count)
    }

    /// A copy of bytes.
    func copy(_ source: [UInt8]) -> UTF8View { source.withUnsafeBufferPointer { copy($0) } }

    /// A copy of values.
    func copy(_ source: [Operand]) -> OperandList {
        let target = allocate(Operand.self, count: source.count)
        for (index, value) in source.enumerated() { (target + index).initialize(to: value) }
        return OperandList(start: target, count: source.count)
    }
}

/// Memory that evaluations use, kept between them so that they need not ask the heap for it.
///
/// One serves any number of programs, one evaluation at a time: give each thread its own.
public final class Workspace {
    let arena = Arena()

    /// Makes a workspace that has no memory yet.
    public init() {}
}

@available(*, unavailable) extension Workspace: Sendable {}
