extension JSONNode {
    /// Writes the value compactly.
    ///
    /// Spaces go, numbers stay as they were written, strings keep only the escapes JSON demands.
    public func write(to writer: inout JSONWriter) {
        let limit = end
        var ends: [(index: Int, isObject: Bool, nextKey: Int)] = []
        var at = index
        repeat {
            while let last = ends.last, at == last.index {
                if last.isObject { writer.endObject() } else { writer.endArray() }
                ends.removeLast()
                advanceKey(&ends, after: at)
            }
            guard at < limit else { break }
            at = writeCell(at, to: &writer, &ends)
        } while at < limit || !ends.isEmpty
    }

    private func writeCell(
        _ at: Int,
        to writer: inout JSONWriter,
        _ ends: inout [(index: Int, isObject: Bool, nextKey: Int)]
    ) -> Int {
        let cell = JSONNode(document: document, index: at)
        let entry = cell.entry
        switch entry.kind {
        case .string:
            if let last = ends.last, last.isObject, last.nextKey == at {
                cell.withUTF8 { writer.key(utf8: $0) }
                return at + 1
            }
            cell.withUTF8 { writer.string(utf8: $0) }
            advanceKey(&ends, after: at + 1)
        case .array:
            writer.beginArray()
            ends.append((Int(entry.link), false, -1))
        case .object:
            writer.beginObject()
            ends.append((Int(entry.link), true, at + 1))
        case .null, .bool, .int, .uint, .double:
            writer.raw(cell.source)
            advanceKey(&ends, after: at + 1)
        }
        return at + 1
    }

    private func advanceKey(_ ends: inout [(index: Int, isObject: Bool, nextKey: Int)], after next: Int) {
        guard let last = ends.indices.last, ends[last].isObject else { return }
        ends[last].nextKey = next
    }
}
