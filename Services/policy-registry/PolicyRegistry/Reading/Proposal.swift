import Diagnostics
import Foundation
import Messages
import Rules

/// What the directories propose, read and checked.
struct Proposal {
    var packs: LoadedPacks
    var tenants: LoadedTenants
    /// Directories that cannot be read.
    var unreadable: Diagnostics

    /// Reads both directories as they are now.
    init(policies: WatchedDirectory, tenants: WatchedDirectory) {
        var unreadable = Diagnostics()
        for directory in [policies, tenants] where directory.marks == nil {
            unreadable.append(Diagnostic(.error, "the directory cannot be read", file: directory.path))
        }
        self.unreadable = unreadable
        packs = RulePackLoader.load(files: Self.read(policies.files, &self.unreadable))
        self.tenants = LoadedTenants(files: Self.read(tenants.files, &self.unreadable))
    }

    /// All that is wrong or doubtful, by file and place.
    var diagnostics: Diagnostics {
        var all = packs.diagnostics
        all.append(contentsOf: tenants.diagnostics)
        all.append(contentsOf: unreadable)
        return all.sorted()
    }

    /// Whether the packs may be published; one bad pack holds all of them back.
    var mayPublishPacks: Bool { packs.isValid && !unreadable.hasErrors }

    private static func read(_ paths: [String], _ unreadable: inout Diagnostics) -> [(name: String, bytes: [UInt8])] {
        paths.compactMap { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                unreadable.append(Diagnostic(.error, "the file cannot be read", file: path))
                return nil
            }
            return (path, Array(data))
        }
    }
}
