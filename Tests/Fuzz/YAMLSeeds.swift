import Foundation

/// The repository's own YAML files, and parts of the large ones.
enum YAMLSeeds {
    /// Folders whose files are short.
    private static let folders = [
        "deploy/tenants", "deploy/examples", "Tests/SetteiTests/Fixtures", "Tests/PolicyRegistryTests/Fixtures",
        "Tests/RulesTests/Fixtures",
    ]
    /// Folders whose files are a head and many entries, and the key that the entries stand under.
    private static let lists = [
        "deploy/policies": "rules", "deploy/policies/intents": "intents", "deploy/mappings/cloudformation": "mappings",
        "deploy/mappings/terraform": "mappings",
    ]
    /// Longer inputs would be cut off by damage.
    private static let longest = 4_000

    /// By where they are from, in the same order every time; read when they are first asked for.
    static let byFolder: [[[UInt8]]] = {
        let short = folders.sorted().map { files(in: $0) }
        let parts = lists.sorted { $0.key < $1.key }.map { folder, key in
            Array(files(in: folder).compactMap { part(of: $0, under: key) }.prefix(40))
        }
        return ([Seeds.read("yaml")] + short + parts).filter { !$0.isEmpty }
    }()

    private static func files(in folder: String) -> [[UInt8]] {
        let package = Seeds.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let url = package.appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.sorted().filter { $0.hasSuffix(".yaml") }.compactMap { name in
            (try? Data(contentsOf: url.appending(path: name))).map { Array($0) }
        }
    }

    /// The head of a file with its shortest entry.
    private static func part(of file: [UInt8], under key: String) -> [UInt8]? {
        let lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let head = lines.firstIndex(where: { $0.elementsEqual("\(key):".utf8) }) else { return nil }
        let starts = lines.indices.filter { $0 > head && lines[$0].starts(with: "  - ".utf8) } + [lines.count]
        let entries = zip(starts, starts.dropFirst()).map { lines[$0..<$1] }
        let shortest = entries.min { $0.reduce(0) { $0 + $1.count } < $1.reduce(0) { $0 + $1.count } }
        guard let shortest else { return nil }
        let whole = (lines[...head] + shortest).flatMap { $0 + [UInt8(ascii: "\n")] }
        return whole.count <= longest ? whole : nil
    }
}
