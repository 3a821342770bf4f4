public import Diagnostics
import Foundation

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
        files = Self.contents(of: paths, into: sink).map { MappingFile(name: $0.name, bytes: $0.bytes) }
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

    /// The types that one source's mappings are for.
    func types(from source: String) -> Set<String> {
        let word = WordScan.hash(Array(source.utf8))
        let contents = files.filter { $0.mentions(word, andAnyOf: [word]) }.map(\.content)
        return Set(contents.filter { $0.source == source }.flatMap(\.mappings).flatMap(\.source.types))
    }

    /// The bytes of the files at `paths`.
    static func contents(of paths: [String], into sink: DiagnosticSink) -> [(name: String, bytes: [UInt8])] {
        paths.flatMap { files(at: $0, into: sink) }.compactMap { path in
            guard let bytes = FileManager.default.contents(atPath: path) else {
                sink.append(Diagnostic(.error, "the file cannot be read", file: path))
                return nil
            }
            return (path, Array(bytes))
        }
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
