import Crypto

/// Says what keys may be called and how they are told apart.
///
/// Source: c2sp.org/signed-note, Format and Signatures.
public enum KeyName: Sendable {
    /// Tells whether a key may have this name: not empty, no spaces, no plus and no control characters.
    public static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
    }

    /// Returns the first four bytes of `SHA-256(name ‖ newline ‖ algorithm ‖ key)`.
    static func hash(_ name: String, _ algorithm: NoteAlgorithm, _ key: [UInt8]) -> UInt32 {
        SHA256.hash(Array(name.utf8) + [UInt8(ascii: "\n"), algorithm.rawValue] + key)
            .withUnsafeBytes { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
    }
}
