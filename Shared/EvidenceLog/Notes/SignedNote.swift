/// A text with signatures.
///
/// Source: c2sp.org/signed-note.
public struct SignedNote: Hashable, Sendable {
    /// The most bytes that are read: enough for hundreds of signatures.
    public static let greatestByteCount = 1 << 20
    /// The most signatures that are read.
    public static let greatestSignatureCount = 128

    /// The text, with the newline at its end.
    public var text: String
    /// The signatures, known or not.
    public var signatures: [SignatureLine]

    /// Takes both.
    public init(text: String, signatures: [SignatureLine]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note.
    /// - Throws: ``LogFormatError`` for anything that ``encoded`` would not give back exactly.
    public init(encoded: String) throws(LogFormatError) {
        try self.init(bytes: Array(encoded.utf8)[...])
    }

    /// Reads a note from its bytes.
    /// - Throws: ``LogFormatError`` as ``init(encoded:)``, and where they are not UTF-8.
    public init(bytes: [UInt8]) throws(LogFormatError) {
        try self.init(bytes: bytes[...])
    }

    init(bytes: ArraySlice<UInt8>) throws(LogFormatError) {
        guard bytes.count <= Self.greatestByteCount else { throw Self.problem("it is larger than a note may be") }
        guard let end = Self.endOfText(bytes), let text = Strict.text(bytes[..<end]), Strict.text(bytes[end...]) != nil
        else {
            throw Self.problem("it is not a text, an empty line and signatures, in UTF-8 without control characters")
        }
        self.text = text
        signatures = []
        var lines = LineReader(bytes[(end + 1)...])
        while let line = lines.next() {
            guard signatures.count < Self.greatestSignatureCount else {
                throw Self.problem("it has too many signatures")
            }
            signatures.append(try SignatureLine(line: line))
        }
        guard lines.isAtEnd, !signatures.isEmpty else { throw Self.problem("the last signature is not a whole line") }
    }

    /// The place of the last empty line, which is where the text ends.
    private static func endOfText(_ bytes: ArraySlice<UInt8>) -> Int? {
        let newline = UInt8(ascii: "\n")
        return bytes.indices.dropFirst().last { bytes[$0] == newline && bytes[$0 - 1] == newline }
    }

    /// The note.
    public var encoded: String {
        text + "\n" + signatures.map { $0.text + "\n" }.joined()
    }

    /// Returns those of some keys that signed this text; none at all where a signature of one of them is wrong.
    ///
    /// A note must be ignored where none signed it. Signatures of other keys say nothing, good or bad.
    public func verified(by verifiers: [NoteVerifier]) -> [NoteVerifier] {
        var signers: [NoteVerifier] = []
        for verifier in verifiers {
            let lines = signatures.filter { verifier.claims($0) }
            guard lines.allSatisfy({ verifier.isValid($0.signature, of: text) }) else { return [] }
            if !lines.isEmpty { signers.append(verifier) }
        }
        return signers
    }

    private static func problem(_ text: String) -> LogFormatError { LogFormatError("note", text) }
}
