import CZeroMQ

/// One CURVE key, public or secret: 32 bytes, written as 40 characters of Z85.
public struct CurveKey: Sendable, Hashable {
    /// The key as 40 characters of Z85.
    public let z85: String

    /// A key from its 40 characters; `nil` when they are not Z85 of 32 bytes.
    public init?(z85: String) {
        guard z85.utf8.count == 40, Z85.decode(z85) != nil else { return nil }
        self.z85 = z85
    }

    /// A key from its 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32, let text = Z85.encode(bytes) else { return nil }
        z85 = text
    }

    /// The key's 32 bytes.
    public var bytes: [UInt8] { Z85.decode(z85) ?? [] }
}

/// The two keys of one party; the secret one never shows in a description.
public struct CurveKeyPair: Sendable, Hashable, CustomStringConvertible {
    /// What others know this party by.
    public let publicKey: CurveKey
    /// What proves that it is this party.
    public let secretKey: CurveKey

    /// A pair that was written down; `nil` when the two do not belong together.
    public init?(publicKey: CurveKey, secretKey: CurveKey) {
        guard CurveKeyPair(secretKey: secretKey)?.publicKey == publicKey else { return nil }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// A pair from its secret half.
    public init?(secretKey: CurveKey) {
        var text = [CChar](repeating: 0, count: 41)
        guard zmq_curve_public(&text, secretKey.z85) == 0, let derived = CurveKey(z85: string(text)) else { return nil }
        publicKey = derived
        self.secretKey = secretKey
    }

    /// Makes a new pair from the system's random numbers.
    public static func generate() throws(ZeroMQError) -> CurveKeyPair {
        var publicText = [CChar](repeating: 0, count: 41)
        var secretText = [CChar](repeating: 0, count: 41)
        try check("zmq_curve_keypair") { zmq_curve_keypair(&publicText, &secretText) }
        guard let secret = CurveKey(z85: string(secretText)), let pair = CurveKeyPair(secretKey: secret) else {
            throw ZeroMQError(code: ZeroMQError.EINVAL, call: "zmq_curve_keypair")
        }
        return pair
    }

    /// The public half.
    public var description: String { "public key \(publicKey.z85)" }
}

private func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
