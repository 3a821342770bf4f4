import EvidenceStore
import Foundation
import Installation
import ServiceKit

/// The evidence-store as run by this program, so that both sides of a comparison are one binary.
///
/// `Benchmarks --as-store with|without FLAGS…` is the service itself, with evidence or without.
enum StoreStandIn {
    private static let flag = "--as-store"

    /// What to start in the place of evidence-store.
    static func command(withEvidence: Bool) -> [String] {
        let program = URL(filePath: CommandLine.arguments[0]).standardizedFileURL.path
        return [program, flag, withEvidence ? "with" : "without"]
    }

    /// Serves, where this process was started for it; else returns at once.
    static func serveIfAsked() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2, arguments[0] == flag else { return }
        let method: any EvidenceMethod = arguments[1] == "without" ? WithoutEvidence() : SealedEvidence()
        await Service.main(EvidenceStoreMain.declaration, arguments: Array(arguments.dropFirst(2))) {
            @Sendable context in
            try await EvidenceStoreMain.run(context, method: method)
        }
    }
}
