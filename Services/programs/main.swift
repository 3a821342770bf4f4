import ConfigChecker
import EvidenceStore
import Foundation
import Notifier
import PolicyRegistry
import ServiceKit
import Settei

// All five programs in one file, for images and packages that carry Swift's libraries inside: five files would carry them five
// times. The name that it is called by says which one it is; links give it the names (deploy/build --static).
let name = URL(filePath: CommandLine.arguments.first ?? "").lastPathComponent
let words = Array(CommandLine.arguments.dropFirst())

switch name {
case "settei":
    exit(await SetteiCommand.run(words))
case "evidence-store":
    if let status = await ToolCommand.run(words) { exit(status) }
    await Service.main(EvidenceStoreMain.declaration) { @Sendable context in
        try await EvidenceStoreMain.run(context)
    }
case "policy-registry":
    await RegistryService.main()
case "config-checker":
    await CheckerService.main()
case "notifier":
    await NotifierService.main()
default:
    FileHandle.standardError.write(
        Data(
            "\(name): call it settei, evidence-store, policy-registry, config-checker or notifier: links give it these names\n"
                .utf8
        )
    )
    exit(64)
}
