import Crypto

/// One signature of a note: by whom, and its bytes.
///
/// Source: c2sp.org/signed-note, Signatures.
public struct SignatureLine: Hashable, Sendable {
    /// The name of the key.
    public var name: String
    /// The first four bytes of the key's hash, by which keys of one name are told apart.
    public var keyHash: UInt32
    /// The signature; of a cosignature, 8 bytes of time and then the signature.
    public var signature: [UInt8]

    /// Takes all fields.
    public init(name: String, keyHash: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyHash = keyHash
        self.signature = signature
    }

    /// Reads one line, without or with its newline.
    /// - Throws: ``LogFormatError`` for anything that ``text`` would not give back exactly.
    public init(text: String) throws(LogFormatError) {
        var bytes = Array(text.utf8)[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        try self.init(line: bytes)
    }

    init(line: ArraySlice<UInt8>) throws(LogFormatError) {
        let dash: [UInt8] = [0xE2, 0x80, 0x94, UInt8(ascii: " ")]
        guard line.starts(with: dash) else { throw Self.problem("it does not begin with a dash and a space") }
        let parts = line.dropFirst(dash.count).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let name = Strict.text(parts[0]), KeyName.isValid(name) else {
            throw Self.problem("it is not a name and a signature")
        }
        guard let bytes = Strict.base64(parts[1]), bytes.count > 4 else {
            throw Self.problem("the signature is not base64 of more than four bytes")
        }
        self.init(
            name: name,
            keyHash: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
            signature: Array(bytes.dropFirst(4))
        )
    }

    /// The line, without its newline.
    public var text: String {
        let id = withUnsafeBytes(of: keyHash.bigEndian) { Array($0) }
        return "— \(name) \(Base64.encode(id + signature))"
    }

    private static func problem(_ text: String) -> LogFormatError { LogFormatError("signature line", text) }
}
