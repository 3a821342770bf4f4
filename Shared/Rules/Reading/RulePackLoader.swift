public import Diagnostics
import Foundation
import YAML

/// Holds what was read from files of rule packs, and what is wrong with them.
public struct LoadedPacks: Sendable {
    /// The packs that could be read, in the order of the files; to be used only where there are no errors.
    public let packs: [RulePack]
    /// Every mistake and doubt, by file and place.
    public let diagnostics: Diagnostics
    /// How each rule did in its own tests, in the order of the files.
    public let reports: [RuleReport]

    /// How many of the rules' own tests were run.
    public var testCount: Int { reports.reduce(0) { $0 + $1.tests.count } }

    /// Whether everything is right, so that the packs may be published.
    public var isValid: Bool { !diagnostics.hasErrors }
}

/// Reads rule packs from files and checks everything that can be checked before they are published.
public enum RulePackLoader: Sendable {
    /// Reads the `.yaml` and `.yml` files at `paths`; a directory means those directly in it, in the order of their names.
    ///
    /// - Parameters:
    ///   - paths: files and directories.
    ///   - doubts: whether to look also for what is not wrong and hardly meant, and how far the tests reach.
    public static func load(paths: [String], doubts: Bool = false) -> LoadedPacks {
        let sink = DiagnosticSink()
        return finish(sources(at: paths, into: sink), sink, doubts: doubts)
    }

    /// Reads packs that were checked before, for use: their form and names only, no rule is compiled or tried.
    ///
    /// Ten times as fast as ``load(paths:doubts:)``; there are no reports.
    public static func read(paths: [String]) -> LoadedPacks {
        let sink = DiagnosticSink()
        return finish(sources(at: paths, into: sink), sink, doubts: false, isTrying: false)
    }

    /// Reads packs whose bytes are at hand already, each with the name that diagnostics show.
    public static func load(files: [(name: String, bytes: [UInt8])], doubts: Bool = false) -> LoadedPacks {
        let sink = DiagnosticSink()
        let sources = files.compactMap { RulePackReader(sink: sink).read($0.bytes, file: $0.name) }
        return finish(sources, sink, doubts: doubts)
    }

    private static func sources(at paths: [String], into sink: DiagnosticSink) -> [PackSource] {
        var sources: [PackSource] = []
        for path in paths.flatMap({ files(at: $0, into: sink) }) {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                sink.append(Diagnostic(.error, "the file cannot be read", file: path))
                continue
            }
            if let source = RulePackReader(sink: sink).read(Array(bytes), file: path) { sources.append(source) }
        }
        return sources
    }

    private static func finish(
        _ sources: [PackSource],
        _ sink: DiagnosticSink,
        doubts: Bool,
        isTrying: Bool = true
    ) -> LoadedPacks {
        var lint = PackLint(sink: sink, doubts: doubts, isTrying: isTrying)
        for source in sources { lint.check(source) }
        return LoadedPacks(
            packs: sources.map(\.pack),
            diagnostics: sink.diagnostics.sorted(),
            reports: lint.reports
        )
    }

    /// The YAML files of a directory, or the one file.
    static func files(at path: String, into sink: DiagnosticSink) -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            sink.append(Diagnostic(.error, "there is no such file or directory", file: path))
            return []
        }
        guard isDirectory.boolValue else { return [path] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            sink.append(Diagnostic(.error, "the directory cannot be read", file: path))
            return []
        }
        let yaml = names.filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix(".") }
        return yaml.sorted().map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
    }
}
