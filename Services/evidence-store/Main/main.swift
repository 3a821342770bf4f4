import EvidenceStore
import Glibc
import ServiceKit

if let status = await ToolCommand.run(Array(CommandLine.arguments.dropFirst())) {
    exit(status)
}

await Service.main(EvidenceStoreMain.declaration) { @Sendable context in
    try await EvidenceStoreMain.run(context)
}
