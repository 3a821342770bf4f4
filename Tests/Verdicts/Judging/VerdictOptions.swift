import Foundation

/// What the command line asks for.
public struct VerdictOptions: Sendable {
    /// The directory with the folders of cases; nil where none was named.
    public var corpora: String?
    /// The top of the repository; nil for the current directory.
    public var root: String?
    /// Which cases.
    public var selection = ReportMaker.Selection()
    /// How the report is written.
    public var format = ReportText.Format.table
    /// Whether to show each case that differs.
    public var showsDifferences = false
    /// Whether to show each case that is undecided.
    public var showsUndecided = false
    /// Whether to tell of each check.
    public var isVerbose = false
    /// Whether to show native shapes.
    public var showsShapes = false

    /// How the program is called.
    public static let usage = """
        usage: verdicts [--root DIR] [--corpora DIR] [--platform P]... [--control ID]... [--case ID]...
                        [--disagreements] [--undecided] [--shapes] [--verbose] [--format table|markdown|json]

        Judges the rule packs in deploy/policies by cases that others have labelled, with the lists in Tests/Verdicts.
        Exit status: 0 all agree or were reviewed, 1 something differs, 64 usage, 65 lists or packs are wrong.

          --root DIR       the top of the repository; default the current directory
          --corpora DIR    the folders of cases; default SETTEI_CORPORA or ../shared/corpora
          --platform P     only aws, azure, gcp, k8s, alibaba, oracle, ibm, m365 or workspace
          --control ID     only this check, and every check with its agreement
          --case ID        only this case, with everything that the rules see; * marks what the verdict is about
          --disagreements  show each differing case, reviewed ones too
          --undecided      show each case whose input does not say enough
          --shapes         show native shapes with the cases
          --verbose        every check with its agreement; the checks that stand in no list

        """

    /// Reads the arguments.
    /// - Throws: ``Mistake``.
    public init(_ arguments: [String], environment: [String: String]) throws(Mistake) {
        corpora = environment["SETTEI_CORPORA"]
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--disagreements": showsDifferences = true
            case "--undecided": showsUndecided = true
            case "--verbose": isVerbose = true
            case "--shapes": showsShapes = true
            default:
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw Mistake(description: "\(word) is unknown or needs a value")
                }
                try take(parts[0], value)
            }
        }
    }

    /// Something wrong with the arguments.
    public struct Mistake: Error, CustomStringConvertible, Sendable {
        /// What is wrong.
        public let description: String
    }

    private mutating func take(_ name: String, _ value: String) throws(Mistake) {
        switch name {
        case "--corpora": corpora = value
        case "--root": root = value
        case "--control":
            selection.checks.insert(value)
            isVerbose = true
        case "--case":
            selection.cases.insert(value)
        case "--platform":
            guard let platform = Platform(rawValue: value) else {
                let known = Platform.allCases.map(\.rawValue).joined(separator: ", ")
                throw Mistake(description: "--platform takes \(known), not '\(value)'")
            }
            selection.platforms.insert(platform)
        case "--format":
            guard let format = ReportText.Format(rawValue: value) else {
                throw Mistake(description: "--format takes table, markdown or json, not '\(value)'")
            }
            self.format = format
        default: throw Mistake(description: "unknown option \(name)")
        }
    }
}
