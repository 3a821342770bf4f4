import Foundation

/// Inputs that are kept: good ones to start from, and every one that once found a mistake.
enum Seeds {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Seeds")

    /// The contents of the files in a folder of seeds, in the order of their names.
    static func read(_ name: String) -> [[UInt8]] {
        let folder = folder.appending(path: name)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            (try? Data(contentsOf: folder.appending(path: name))).map { Array($0) }
        }
    }
}
