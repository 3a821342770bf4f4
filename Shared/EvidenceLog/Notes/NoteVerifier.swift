public import Crypto

/// Verifies one key's signatures of notes.
///
/// Its text form is signed-note's: `name+hash+base64(algorithm ‖ key)`.
public struct NoteVerifier: Hashable, Sendable {
    /// The name of the key.
    public let name: String
    /// The first four bytes of the key's hash.
    public let keyHash: UInt32
    /// What it signs, and how.
    public let algorithm: NoteAlgorithm
    /// The key.
    public let publicKey: Ed25519.PublicKey

    /// Takes a name and a key.
    public init(name: String, key: Ed25519.PublicKey, algorithm: NoteAlgorithm = .ed25519) {
        self.name = name
        self.algorithm = algorithm
        publicKey = key
        keyHash = KeyName.hash(name, algorithm, key.bytes)
    }

    /// Reads the text form.
    /// - Throws: ``LogFormatError`` where it is another algorithm's, the hash is not the key's, or anything else is wrong.
    public init(vkey: String) throws(LogFormatError) {
        // Base64 may have plus signs, the rest has none.
        let parts = Array(vkey.utf8).split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = Strict.text(parts[0]), KeyName.isValid(name) else {
            throw Self.problem("it is not a name, a hash and a key with plus signs between them")
        }
        guard let bytes = Strict.base64(parts[2]), let first = bytes.first else {
            throw Self.problem("the key is not base64")
        }
        guard let algorithm = NoteAlgorithm(rawValue: first), bytes.count == 33 else {
            throw Self.problem("the key is not one of Ed25519, algorithm 1 or 4")
        }
        self.init(name: name, key: Ed25519.PublicKey(bytes: Array(bytes.dropFirst())), algorithm: algorithm)
        guard Array(self.vkey.utf8) == Array(vkey.utf8) else {
            throw Self.problem("the hash is not that of the name and the key")
        }
    }

    /// The text form.
    public var vkey: String {
        let digits = withUnsafeBytes(of: keyHash.bigEndian) { Hex.encode($0) }
        return "\(name)+\(digits)+\(Base64.encode([algorithm.rawValue] + publicKey.bytes))"
    }

    /// Tells whether a line claims to be of this key; names are compared by their bytes.
    public func claims(_ line: SignatureLine) -> Bool {
        keyHash == line.keyHash && name.utf8.elementsEqual(line.name.utf8)
    }

    /// Tells whether `signature` is this key's of a note's text.
    public func isValid(_ signature: [UInt8], of text: String) -> Bool {
        switch algorithm {
        case .ed25519:
            return signature.count == 64 && publicKey.isValid(signature, for: Array(text.utf8))
        case .cosignature:
            guard let cosignature = Cosignature(signature) else { return false }
            return publicKey.isValid(cosignature.signature, for: Cosignature.message(text, at: cosignature.seconds))
        }
    }

    private static func problem(_ text: String) -> LogFormatError { LogFormatError("verifier key", text) }
}
