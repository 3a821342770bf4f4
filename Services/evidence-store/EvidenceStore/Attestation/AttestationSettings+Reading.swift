import Diagnostics
import EvidenceLog
import ServiceKit

extension AttestationSettings {
    /// Reads what an operator set; mistakes go to `sink`.
    init(_ configuration: Configuration, into sink: DiagnosticSink) {
        for text in configuration[StoreKeys.witnesses] {
            if let witness = Witness(text) {
                witnesses.append(witness)
            } else {
                let hint = "witnesses: [\"witness.example+1a2b3c4d+BA… https://witness.example\"]"
                sink.append(
                    configuration.mistake(
                        StoreKeys.witnesses,
                        "not a cosigner's verifier key and its URL: \(text)",
                        hint: hint
                    )
                )
            }
        }
        authority = configuration[StoreKeys.authority]
        certificates = configuration[StoreKeys.certificates] ?? ""
        interval = configuration[StoreKeys.stampInterval]
        if authority != nil, certificates.isEmpty {
            sink.append(
                configuration.mistake(
                    StoreKeys.authority,
                    "an authority is only believed with certificates",
                    hint: "timestamp-certificates: ca.pem"
                )
            )
        }
    }
}

extension EvidenceKeys {
    /// Reads what an operator set; the rest stands in the folder beside the journal.
    init(_ configuration: Configuration, beside journal: String) {
        self.init(beside: journal)
        if let path = configuration[StoreKeys.keystore] { keystore = path }
        if let path = configuration[StoreKeys.masterKey] { master = .file(path) }
        let command = configuration[StoreKeys.masterKeyCommand]
        if !command.isEmpty { master = .command(command) }
        if let path = configuration[StoreKeys.signingKey] { signing = path }
    }
}
