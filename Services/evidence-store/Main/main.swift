import EvidenceStore
import Glibc
import ServiceKit

if let directory = PostureVerification.directory(in: CommandLine.arguments) {
    exit(PostureVerification.run(directory))
}

await Service.main(EvidenceStoreMain.declaration) { @Sendable context in
    try await EvidenceStoreMain.run(context)
}
