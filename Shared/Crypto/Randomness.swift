import CCrypto

/// Returns `count` bytes of the system's cryptographic random generator.
///
/// Ends the process when the generator fails: going on with guessable keys would be worse.
public func randomBytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        precondition(RAND_bytes(buffer.baseAddress, Int32(count)) == 1, "the random generator failed")
        initialized = count
    }
}

/// Tells whether two byte strings are equal, in time that depends on their lengths alone.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// Tells whether two digests are equal, in constant time.
public func constantTimeEquals(_ left: Digest, _ right: Digest) -> Bool {
    left.withUnsafeBytes { a in right.withUnsafeBytes { b in CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
    }
}
