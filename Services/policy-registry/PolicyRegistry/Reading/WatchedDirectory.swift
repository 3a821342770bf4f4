import Foundation

/// The YAML files directly in a directory, and the intents in its directory `intents`: their names, and by what a change is seen.
struct WatchedDirectory: Equatable {
    /// What is compared of a file; reading all of them every few seconds would be waste.
    struct Mark: Equatable {
        var modified: Date
        var size: Int
    }

    let path: String
    /// By file name; nil where the directory cannot be read.
    let marks: [String: Mark]?

    /// Looks at the directory now.
    init(path: String) {
        self.path = path
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            marks = nil
            return
        }
        var marks: [String: Mark] = [:]
        let intents = (try? FileManager.default.contentsOfDirectory(atPath: Self.join(path, "intents"))) ?? []
        for name in names.filter(Self.isYAML) + intents.filter(Self.isYAML).map({ "intents/" + $0 }) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: Self.join(path, name))
            marks[name] = Mark(
                modified: attributes?[.modificationDate] as? Date ?? .distantPast,
                size: attributes?[.size] as? Int ?? -1
            )
        }
        self.marks = marks
    }

    /// The paths of the files, in the order of their names.
    var files: [String] { (marks ?? [:]).keys.sorted().map { Self.join(path, $0) } }

    private static func isYAML(_ name: String) -> Bool {
        (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix(".")
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.hasSuffix("/") ? path + name : path + "/" + name
    }
}
