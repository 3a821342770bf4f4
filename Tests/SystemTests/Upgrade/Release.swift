import Foundation
import Installation

/// Programs of three releases that follow each other; Tests/Upgrade/run builds those that are not there yet.
enum Release: String, CaseIterable {
    /// These sources.
    case present
    /// Adds a column, a table and indexes to the journal, and members to messages: may be taken back.
    case next
    /// Renames a column: what is before it may not go on with its journal.
    case after

    /// The version of the journal's tables that it makes, counted from that of the present one.
    var schemasLater: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Where its programs are.
    var folder: URL {
        switch self {
        case .present: Program.folder
        case .next: Self.folder("SETTEI_NEXT_BIN") ?? Program.folder
        case .after: Self.folder("SETTEI_AFTER_BIN") ?? Program.folder
        }
    }

    /// Why no upgrade can be tried; nil where one can.
    static let unavailable: String? =
        folder("SETTEI_NEXT_BIN") != nil && folder("SETTEI_AFTER_BIN") != nil
        ? nil : "needs the programs of later releases: deploy/test --upgrade"

    private static func folder(_ name: String) -> URL? {
        ProcessInfo.processInfo.environment[name].map { URL(filePath: $0) }
    }
}
