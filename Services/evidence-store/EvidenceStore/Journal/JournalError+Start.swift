import Diagnostics
import ServiceKit

extension JournalError {
    /// The same for who starts a store: settings end the process with 78, what others have or must do with 69.
    func atStart(_ configuration: Configuration) -> any Error {
        switch self {
        case .locked, .tooNew: ServiceUnavailable(description)
        case .directory: Diagnostics([configuration.mistake(StoreKeys.journal, description)])
        case .foreignSignature: Diagnostics([configuration.mistake(StoreKeys.signingKey, description)])
        case .keys:
            Diagnostics([
                Diagnostic(
                    .error,
                    description,
                    file: "keystore, master-key, signing-key",
                    hint:
                        "all three must be those of this journal; what is lost comes back from its copy, nothing replaces it"
                )
            ])
        default: self
        }
    }
}
