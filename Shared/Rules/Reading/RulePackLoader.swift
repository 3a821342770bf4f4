public import Diagnostics
import Foundation
import YAML

/// Holds what was read from files of rule packs, and what is wrong with them.
public struct LoadedPacks: Sendable {
    /// The packs that could be read, in the order of the files; to be used only where there are no errors.
    public let packs: [RulePack]
    /// The intents that the rules may name, in the order of the files.
    public let intents: [Intent]
    /// Every mistake and doubt, by file and place.
    public let diagnostics: Diagnostics
    /// How each rule did in its own tests, in the order of the files.
    public let reports: [RuleReport]
    /// Packs that were not read because they are about nothing that was asked for.
    public let unread: Int

    /// How many of the rules' own tests were run.
    public var testCount: Int { reports.reduce(0) { $0 + $1.tests.count } }

    /// Whether everything is right, so that the packs may be published.
    public var isValid: Bool { !diagnostics.hasErrors }
}

/// Reads rule packs from files and checks everything that can be checked before they are published.
public enum RulePackLoader: Sendable {
    /// Reads the `.yaml` and `.yml` files at `paths`; a directory means those directly in it, in the order of their names.
    ///
    /// Intents are read from the directory `intents` beside the packs.
    ///
    /// - Parameters:
    ///   - paths: files and directories.
    ///   - doubts: whether to look also for what is not wrong and hardly meant, and how far the tests reach.
    public static func load(paths: [String], doubts: Bool = false) -> LoadedPacks {
        var reading = PolicyReading()
        reading.read(paths: paths)
        return reading.finished(doubts: doubts)
    }

    /// Reads packs that were checked before, for use: their form and names only, no rule is compiled or tried.
    ///
    /// Ten times as fast as ``load(paths:doubts:)``; there are no reports.
    /// - Parameter types: only rules about these types are read; nil for all.
    public static func read(paths: [String], about types: Set<ResourceType>? = nil) -> LoadedPacks {
        var reading = PolicyReading(scan: types.map(TypeScan.init))
        reading.read(paths: paths)
        return reading.finished(doubts: false, isTrying: false)
    }

    /// Reads packs and intents whose bytes are at hand already, each with the name that diagnostics show.
    public static func load(files: [(name: String, bytes: [UInt8])], doubts: Bool = false) -> LoadedPacks {
        var reading = PolicyReading()
        for file in files { reading.read(file.bytes, file: file.name) }
        return reading.finished(doubts: doubts)
    }
}
