import EvidenceLog

/// Who attests the store log's checkpoints.
struct AttestationSettings: Sendable {
    /// One witness.
    struct Witness: Sendable {
        var verifier: NoteVerifier
        /// The submission prefix, to which `/add-checkpoint` is appended.
        var url: String
    }

    var witnesses: [Witness] = []
    /// The URL of a timestamp authority (RFC 3161); nil for none.
    var authority: String?
    /// The certificates (PEM) that vouch for the authority.
    var certificates = ""
    /// Between two timestamps.
    var interval = Duration.seconds(3_600)
    /// How long one request may take.
    var timeout = Duration.seconds(10)
    /// Between two looks at the log.
    var pause = Duration.seconds(1)
}

extension AttestationSettings.Witness {
    /// Reads `VKEY URL`; nil for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, let verifier = try? NoteVerifier(vkey: String(words[0])),
            verifier.algorithm == .cosignature,
            words[1].hasPrefix("https://") || words[1].hasPrefix("http://")
        else { return nil }
        self.verifier = verifier
        url = String(words[1].last == "/" ? words[1].dropLast() : words[1])
    }
}
