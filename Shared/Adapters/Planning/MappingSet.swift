public import Diagnostics
import Foundation
import Synchronization

/// Holds what planned resources are in their cloud's own shape: files of mappings, each read when a type in it is first asked for.
public struct MappingSet: Sendable {
    /// No mapping at all.
    public static let empty = MappingSet(files: [])

    private let files: [MappingFile]
    /// What could not be read of the paths.
    public let problems: Diagnostics

    /// Takes the `.yaml` and `.yml` files at `paths`; a directory means those in it and in its directories.
    ///
    /// Nothing is parsed here: a plan needs few of the mappings that there are.
    public init(reading paths: [String]) {
        let sink = DiagnosticSink()
        files = paths.flatMap { Self.files(at: $0, into: sink) }.compactMap { path in
            guard let bytes = FileManager.default.contents(atPath: path) else {
                sink.append(Diagnostic(.error, "the file cannot be read", file: path))
                return nil
            }
            return MappingFile(name: path, bytes: Array(bytes))
        }
        problems = sink.diagnostics
    }

    /// Takes files whose bytes are at hand, each with the name that diagnostics show.
    public init(files: [(name: String, bytes: [UInt8])]) {
        self.files = files.map { MappingFile(name: $0.name, bytes: $0.bytes) }
        problems = Diagnostics()
    }

    /// How many files there are.
    public var fileCount: Int { files.count }

    /// The mappings of one source for some of its types, and what is wrong in their files.
    func mappings(
        from source: String,
        for types: Set<String>
    ) -> (byType: [String: [CompiledMapping]], problems: Diagnostics) {
        let wanted = Set(types.map { WordScan.hash(Array($0.utf8)) })
        let sourceWord = WordScan.hash(Array(source.utf8))
        var found: [String: [CompiledMapping]] = [:]
        var problems = problems
        for file in files where file.mentions(sourceWord, andAnyOf: wanted) {
            let content = file.content
            guard content.source == source else { continue }
            problems.append(contentsOf: content.problems)
            for mapping in content.mappings {
                for type in mapping.source.types where types.contains(type) { found[type, default: []].append(mapping) }
            }
        }
        return (found, problems)
    }

    private static func files(at path: String, into sink: DiagnosticSink) -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            sink.append(Diagnostic(.error, "there is no such file or directory", file: path))
            return []
        }
        guard isDirectory.boolValue else { return [path] }
        guard let names = FileManager.default.enumerator(atPath: path) else {
            sink.append(Diagnostic(.error, "the directory cannot be read", file: path))
            return []
        }
        let yaml = names.compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        return yaml.sorted().map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
    }
}

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

/// Finds the words of a text that could name types, without parsing it.
enum WordScan {
    /// FNV-1a. Source: http://www.isthe.com/chongo/tech/comp/fnv/.
    static func hash(_ word: some Sequence<UInt8>) -> UInt64 {
        word.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// Hashes of all words; a collision only means that a file is parsed for nothing.
    static func words(in bytes: [UInt8]) -> Set<UInt64> {
        var words: Set<UInt64> = []
        bytes.withUnsafeBufferPointer { bytes in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            var length = 0
            for byte in bytes {
                if isPart[Int(byte)] {
                    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
                    length += 1
                } else if length > 0 {
                    words.insert(hash)
                    (hash, length) = (0xcbf2_9ce4_8422_2325, 0)
                }
            }
            if length > 0 { words.insert(hash) }
        }
        return words
    }

    /// All but blanks and what YAML puts around words; a type may have dots, colons and slashes in it.
    private static let isPart: [Bool] = (0..<256).map { byte in
        byte > 0x20 && !"\"'[]{},#".utf8.contains(UInt8(byte))
    }
}
