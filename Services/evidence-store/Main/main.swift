import EvidenceStore
import ServiceKit

await Service.main(EvidenceStoreMain.declaration) { @Sendable context in
    try await EvidenceStoreMain.run(context)
}
