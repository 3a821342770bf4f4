import Foundation
import JSON

/// Holds the cases of one folder of a corpus, and what they refer to.
public final class CaseFolder: Sendable {
    /// The cases with verdicts, in the order of the files.
    public let cases: [VerdictCase]
    /// How many verdicts there are that are not firm enough to be judged by.
    public let weak: Int
    /// Whole files of resources, by the name that cases refer to them by.
    private let contexts: [String: JSONNode]
    /// Resources that several cases are about, by reference.
    private let shared: [String: JSONNode]

    /// Reads the files at `files`, each with the name that tables show.
    /// - Throws: what reading a file throws, or `JSONError`.
    public init(files: [(name: String, path: String)]) throws {
        var (cases, weak): ([VerdictCase], Int) = ([], 0)
        var (contexts, shared): ([String: JSONNode], [String: JSONNode]) = ([:], [:])
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let root = try JSONDocument(Array(line), limits: Self.limits).root
                if let found = VerdictCase(root, corpus: file.name) {
                    if found.isFirm { cases.append(found) } else { weak += 1 }
                } else if root["check_id"] == nil, let name = root["case"]?.string, let list = root["resources"] {
                    contexts[name] = list
                } else if let name = root["resource_ref"]?.string, let resource = root["resource_json"] {
                    shared[name] = resource
                }
            }
        }
        self.cases = cases
        self.weak = weak
        self.contexts = contexts
        self.shared = shared
    }

    private static let limits = JSONLimits(maximumDepth: 256, maximumBytes: 16 << 20)

    /// The resource that a case is about; nil where it is about a whole example.
    func resource(of item: VerdictCase) -> JSONNode? {
        if let resource = item.node["resource_json"] { return resource }
        return item.node["resource_ref"]?.string.flatMap { shared[$0] }
    }

    /// Everything that stands in the same file, and a name for it by which it need not be read twice.
    func context(of item: VerdictCase) -> (name: String, resources: JSONNode)? {
        for key in ["fixture", "context_ref"] {
            guard let name = item.node[key]?.string, let resources = contexts[name] else { continue }
            return ("\(item.corpus) \(name)", resources)
        }
        for key in ["resources", "file_context"] {
            if let resources = item.node[key], resources.kind == .array { return (item.id, resources) }
        }
        return nil
    }
}
