import Diagnostics
import Foundation
import YAML

/// Reads the files of a policy, packs and intents, and puts together what belongs together.
struct PolicyReading {
    private let sink = DiagnosticSink()
    /// Only rules about some types; nil for all.
    private let scan: TypeScan?
    private var unread = 0
    private var packs: [PackSource] = []
    private var intents: [IntentSource] = []

    init(scan: TypeScan? = nil) {
        self.scan = scan
    }

    /// Reads files and directories, and the intents beside them.
    mutating func read(paths: [String]) {
        var known: Set<String> = []
        let named = paths.flatMap { files(at: $0) }
        let beside = paths.flatMap { intents(beside: $0) }
        for path in named + beside where known.insert(Self.plain(path)).inserted {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                sink.append(Diagnostic(.error, "the file cannot be read", file: path))
                continue
            }
            read(Array(bytes), file: path)
        }
    }

    /// Reads one file, which says itself what it is.
    mutating func read(_ bytes: [UInt8], file: String) {
        if let scan, scan.glance(at: bytes) == .unconcerned {
            unread += 1
            return
        }
        guard let root = YAMLNode.parseDocument(bytes, file: file, into: sink) else { return }
        if root["kind"]?.string == "Intents" {
            intents += IntentReader(sink: sink).read(root, file: file)
        } else if let source = RulePackReader(sink: sink, scan: scan).read(root, file: file) {
            packs.append(source)
        }
    }

    /// Checks everything, and gives what could be read.
    func finished(doubts: Bool, isTrying: Bool = true) -> LoadedPacks {
        let catalogue = IntentCatalogue(intents, sink: sink)
        let sources = packs.map { catalogue.completed($0) }
        var lint = PackLint(sink: sink, doubts: doubts, isTrying: isTrying, isCurated: !catalogue.isEmpty)
        for source in sources { lint.check(source) }
        lint.checkTogether(catalogue)
        return LoadedPacks(
            packs: sources.map(\.pack),
            intents: catalogue.sources.map(\.intent),
            diagnostics: sink.diagnostics.sorted(),
            reports: lint.reports,
            unread: unread
        )
    }

    /// The YAML files of a directory, or the one file.
    private func files(at path: String) -> [String] {
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

    /// The files in the directory `intents` of a directory, or of the one that a file is in.
    private func intents(beside path: String) -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return [] }
        let url = URL(filePath: path)
        let folder = isDirectory.boolValue ? path : url.deletingLastPathComponent().relativePath
        let intents = folder.hasSuffix("/") ? folder + "intents" : folder + "/intents"
        guard FileManager.default.fileExists(atPath: intents, isDirectory: &isDirectory), isDirectory.boolValue else {
            return []
        }
        return files(at: intents)
    }

    /// One file under several spellings is read once.
    private static func plain(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}
