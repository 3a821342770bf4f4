import CCrypto

/// Keeps libcrypto's contexts for the keys that were used last, a few of each direction.
///
/// A context takes about 1.5 KB, and a key ready in one is used without preparing it again. With ten thousand keys in turn each context would
/// lie far from the processor when it is needed: fetching it takes longer than preparing the key in one that is near, and keys cost
/// 60 MB. So ``SealingKey``s share these; each has its place by its number, and a key that finds another there takes the place.
///
/// One thread at a time, together with all keys that share it.
public final class CipherContexts {
    enum Direction: Int32 {
        case opening = 0
        case sealing = 1
    }

    private struct Place {
        var context: OpaquePointer?
        /// The number of the key that is in it; 0 for none.
        var key = 0
    }

    private var places: [Place]
    private let mask: Int
    private var lastNumber = 0

    /// Keeps contexts for about 32 keys; one is enough where one key is alone.
    public convenience init() { self.init(keys: 32) }

    /// - Parameter keys: a power of two.
    init(keys: Int) {
        mask = keys - 1
        places = Array(repeating: Place(), count: 2 * keys)
    }

    deinit {
        for place in places { EVP_CIPHER_CTX_free(place.context) }
    }

    /// Numbers a key.
    func number() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// A context that has the key in it, for its number.
    func context(
        for number: Int,
        _ key: borrowing Digest,
        _ direction: Direction
    ) throws(CryptoError) -> OpaquePointer {
        let place = index(number, direction)
        if places[place].key == number, let context = places[place].context { return context }
        let known = places[place].context
        guard let context = known ?? EVP_CIPHER_CTX_new() else { throw CryptoError(call: "EVP_CIPHER_CTX_new") }
        places[place] = Place()
        // Told the algorithm again, it would throw its memory away and ask for new.
        let algorithm = known == nil ? Algorithm.aes256GCM : nil
        let status = key.withUnsafeBytes {
            let bytes = $0.bindMemory(to: UInt8.self).baseAddress
            return EVP_CipherInit_ex2(context, algorithm, bytes, nil, direction.rawValue, nil)
        }
        guard status == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw CryptoError(call: "EVP_CipherInit_ex2")
        }
        places[place] = Place(context: context, key: number)
        return context
    }

    /// Wipes what is kept of a key: one that was destroyed must not stay in memory.
    func forget(_ number: Int) {
        for direction in [Direction.opening, .sealing] {
            let place = index(number, direction)
            guard places[place].key == number else { continue }
            EVP_CIPHER_CTX_free(places[place].context)
            places[place] = Place()
        }
    }

    private func index(_ number: Int, _ direction: Direction) -> Int {
        2 * (number & mask) + Int(direction.rawValue)
    }
}

@available(*, unavailable)
extension CipherContexts: Sendable {}
