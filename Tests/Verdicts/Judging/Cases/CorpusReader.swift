import Foundation

/// Finds the files of cases below a directory: `<folder>/<part>/<name>.jsonl`.
public enum CorpusReader: Sendable {
    /// The folders with cases, in the order of their names; what stands in one folder may refer to each other.
    /// - Throws: what reading a file throws, or `JSONError`.
    public static func read(_ directory: String) throws -> [CaseFolder] {
        try folders(in: directory).flatMap { folder in
            try folders(in: "\(directory)/\(folder)").map { part in
                let path = "\(directory)/\(folder)/\(part)"
                let names = try FileManager.default.contentsOfDirectory(atPath: path)
                let files = names.filter { $0.hasSuffix(".jsonl") }.sorted().map { name in
                    (
                        name: part == "shared" ? "\(folder)/\(name)" : "\(folder)/\(part)/\(name)",
                        path: "\(path)/\(name)"
                    )
                }
                return try CaseFolder(files: files)
            }
        }
    }

    private static func folders(in path: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
        return names.sorted().filter { name in
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isDirectory)
            return exists && isDirectory.boolValue
        }
    }
}
