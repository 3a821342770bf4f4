import CCrypto

/// Computes MD5 for the header field `Content-MD5` of object stores, and for nothing that anybody relies on.
///
/// Source: RFC 1321, RFC 1864.
public enum MD5: Sendable {
    /// Returns the 16 bytes of the hash of `bytes`; nil where libcrypto has it switched off, as in FIPS mode.
    public static func hash(_ bytes: [UInt8]) -> [UInt8]? {
        guard let algorithm = EVP_MD_fetch(nil, "MD5", nil) else { return nil }
        defer { EVP_MD_free(algorithm) }
        var output = [UInt8](repeating: 0, count: 16)
        return EVP_Digest(bytes, bytes.count, &output, nil, algorithm, nil) == 1 ? output : nil
    }
}
