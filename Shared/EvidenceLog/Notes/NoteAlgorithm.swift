/// Names the signatures of notes that are made and understood here; others are kept and ignored.
public enum NoteAlgorithm: UInt8, CaseIterable, Hashable, Sendable {
    /// Ed25519 over the text; source: c2sp.org/signed-note.
    case ed25519 = 1
    /// Ed25519 over a time and the text, by witnesses; source: c2sp.org/tlog-cosignature.
    case cosignature = 4
}
