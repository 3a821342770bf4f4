public import Diagnostics
import Foundation
public import Messages
import Rules
import YAML

/// What was read from the files of tenants, and what is wrong with them.
public struct LoadedTenants: Sendable {
    /// The profiles without mistakes; one tenant's mistake does not hold up another.
    public private(set) var profiles: [TenantProfile]
    /// Every mistake, by file and place; secrets are masked.
    public private(set) var diagnostics: Diagnostics

    /// Reads files whose bytes are at hand, each with the name that diagnostics show.
    public init(files: [(name: String, bytes: [UInt8])]) {
        let sink = DiagnosticSink()
        var byID: [String: [TenantSource]] = [:]
        for file in files {
            guard let source = TenantReader(sink: sink).read(file.bytes, file: file.name) else { continue }
            byID[source.profile.id, default: []].append(source)
        }
        for (id, sources) in byID where sources.count > 1 {
            // Which of them is meant nobody can tell, so neither is published.
            for source in sources.dropFirst() {
                sink.append(source.idNode.diagnostic(.error, "the tenant \"\(id)\" has a profile already"))
                sink.append(sources[0].idNode.diagnostic(.note, "it is here"))
            }
        }
        let single = byID.values.filter { $0.count == 1 }.compactMap(\.first)
        profiles = single.map(\.profile).sorted { $0.id < $1.id }
        diagnostics = Diagnostics(sink.diagnostics.sorted().map(Self.masked))
    }

    /// A secret that somebody wrote into a profile must not go from there into a log.
    private static func masked(_ diagnostic: Diagnostic) -> Diagnostic {
        var diagnostic = diagnostic
        diagnostic.message = SecretMask.masked(diagnostic.message)
        diagnostic.sourceLine = diagnostic.sourceLine.map { SecretMask.masked($0) }
        return diagnostic
    }
}
