import Foundation

@testable import Judging

/// Directories that tests fill and leave behind empty.
enum Fixture {
    /// A folder of cases out of files with these lines.
    static func folder(_ files: [(name: String, text: String)]) throws -> CaseFolder {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let paths = try files.map { file in
            try write(file.text, to: "\(directory)/\(file.name)")
            return (name: file.name, path: "\(directory)/\(file.name)")
        }
        return try CaseFolder(files: paths)
    }

    static func directory() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "verdicts-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    static func write(_ text: String, to path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
