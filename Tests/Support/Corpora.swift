public import Foundation

/// Test data written by others, which lies beside the repository and may be absent.
public enum Corpora: Sendable {
    /// The folder; nil where there is none, so that its tests skip.
    public static let folder: URL? = {
        let environment = ProcessInfo.processInfo.environment["SETTEI_CORPORA"]
        let beside = package.deletingLastPathComponent().appending(path: "shared/corpora")
        let url = environment.map { URL(filePath: $0) } ?? beside
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }()

    /// The file at `path` in the folder; nil where it is absent.
    public static func file(_ path: String) -> URL? {
        guard let url = folder?.appending(path: path), FileManager.default.fileExists(atPath: url.path) else {
            return nil
        }
        return url
    }

    /// The top of the repository.
    public static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
