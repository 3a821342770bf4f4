import CCrypto

/// Says which call of libcrypto failed and what it said about it.
public struct CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The C function that failed, to be found in the OpenSSL manual.
    public let call: String
    /// What libcrypto said, in its own words.
    public let reason: String

    /// Takes libcrypto's last error of this thread.
    init(call: String) {
        self.call = call
        var buffer = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(ERR_get_error(), &buffer, buffer.count)
        reason = buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Says in our own words what is wrong with the input of `call`.
    init(call: String, reason: String) {
        self.call = call
        self.reason = reason
    }

    /// The failed call and libcrypto's reason.
    public var description: String { "\(call) failed: \(reason)" }
}
