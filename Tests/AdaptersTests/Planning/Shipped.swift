import Foundation

/// What is shipped beside the program.
enum Shipped {
    /// The folder of mappings.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy/mappings").path
}
