public import Crypto

/// Signs notes with one key.
public struct NoteSigner: Sendable {
    /// What verifies its signatures.
    public let verifier: NoteVerifier
    private let key: Ed25519.PrivateKey

    /// Takes the key's name, which for a log is its origin, and the key.
    public init(name: String, key: Ed25519.PrivateKey) {
        verifier = NoteVerifier(name: name, key: key.publicKey)
        self.key = key
    }

    /// Returns the signature of a text that ends with a newline.
    /// - Throws: ``LogFormatError`` where the text or the name is not a note's; `CryptoError` where libcrypto fails.
    public func sign(_ text: String) throws -> SignatureLine {
        try NoteText.check(text, name: verifier.name)
        let signature = try key.sign(Array(text.utf8))
        return SignatureLine(name: verifier.name, keyHash: verifier.keyHash, signature: signature)
    }

    /// Returns the signed note of a text that ends with a newline.
    /// - Throws: as ``sign(_:)``.
    public func note(_ text: String) throws -> SignedNote {
        SignedNote(text: text, signatures: [try sign(text)])
    }
}

/// Cosigns checkpoints as a witness does: for tests, and for whoever is a witness with this library.
public struct Cosigner: Sendable {
    /// What verifies its signatures.
    public let verifier: NoteVerifier
    private let key: Ed25519.PrivateKey

    /// Takes the witness's name and a key that signs nothing else.
    public init(name: String, key: Ed25519.PrivateKey) {
        verifier = NoteVerifier(name: name, key: key.publicKey, algorithm: .cosignature)
        self.key = key
    }

    /// Returns the cosignature of a checkpoint's text at a time in seconds since 1970.
    /// - Throws: ``LogFormatError`` where the text or the name is not a note's; `CryptoError` where libcrypto fails.
    public func sign(_ text: String, at seconds: UInt64) throws -> SignatureLine {
        try NoteText.check(text, name: verifier.name)
        var bytes: [UInt8] = []
        bytes.append(number: seconds)
        bytes += try key.sign(Cosignature.message(text, at: seconds))
        return SignatureLine(name: verifier.name, keyHash: verifier.keyHash, signature: bytes)
    }
}

/// What a note's text may be.
enum NoteText {
    static func check(_ text: String, name: String) throws(LogFormatError) {
        guard KeyName.isValid(name) else { throw LogFormatError("note", "a key cannot have this name") }
        guard text.utf8.last == UInt8(ascii: "\n"), Strict.text(Array(text.utf8)[...]) != nil else {
            throw LogFormatError("note", "the text has control characters, or no newline at its end")
        }
    }
}
