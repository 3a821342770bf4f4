import Diagnostics
import Synchronization

/// One file of mappings, read when it is first asked for.
final class MappingFile: Sendable {
    /// What was read.
    struct Content: Sendable {
        var source: String?
        var mappings: [CompiledMapping] = []
        /// Mistakes; files that passed lint have none.
        var problems = Diagnostics()
    }

    let name: String
    let bytes: [UInt8]
    private let read = Mutex<Content?>(nil)
    private let words = Mutex<Set<UInt64>?>(nil)

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// What the file holds.
    var content: Content {
        read.withLock { read in
            if let read { return read }
            let sink = DiagnosticSink()
            let file = MappingReader(sink: sink).read(bytes, file: name)
            let content = Content(
                source: file?.source,
                mappings: (file?.mappings ?? []).map { CompiledMapping($0) },
                problems: Diagnostics(sink.diagnostics.errors)
            )
            read = content
            return content
        }
    }

    /// Whether the words stand in the file; if they do not, it has no mapping for them, and need not be parsed.
    func mentions(_ word: UInt64, andAnyOf wanted: Set<UInt64>) -> Bool {
        words.withLock { words in
            let known = words ?? WordScan.words(in: bytes)
            words = known
            return known.contains(word) && !known.isDisjoint(with: wanted)
        }
    }
}
