import Crypto
import Testing

@Suite("AES-256-GCM")
struct SealingKeyTests {
    @Test("opens what others sealed: test cases 13 and 14 of the GCM specification")
    func vectors() throws {
        let key = try #require(SealingKey(bytes: [UInt8](repeating: 0, count: 32)))
        let front = [1] + [UInt8](repeating: 0, count: 12)
        let empty = try #require(Hex.decode("530f8afbc74536b9a963b4f1c4cb738b"))
        #expect(try key.open(front + empty, label: []) == [])
        let block = try #require(Hex.decode("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"))
        #expect(try key.open(front + block, label: []) == [UInt8](repeating: 0, count: 16))
    }

    @Test(
        "opens what it sealed, in one piece or two, and never seals twice alike",
        arguments: [0, 1, 15, 16, 100, 70_000]
    )
    func roundTrip(count: Int) throws {
        let key = try #require(SealingKey(bytes: randomBytes(32)))
        let (plain, label) = (randomBytes(count), Array("messages.sealed".utf8))
        let sealed = try key.seal(plain, label: label)
        #expect(sealed.count == count + SealingKey.overhead)
        #expect(try key.open(sealed, label: label) == plain)
        #expect(try key.seal(plain, label: label) != sealed)
        var pieces: [UInt8] = [9, 9]
        try plain[..<(count / 3)].withUnsafeBytes { first in
            try plain[(count / 3)...].withUnsafeBytes { second in
                try label.withUnsafeBytes { try key.seal(first, second, label: $0, into: &pieces) }
            }
        }
        #expect(try key.open(pieces, label: label) == plain)
    }

    @Test("refuses another key, another label, fewer bytes, and every flipped bit")
    func refuses() throws {
        let key = try #require(SealingKey(bytes: randomBytes(32)))
        let other = try #require(SealingKey(bytes: randomBytes(32)))
        let sealed = try key.seal([1, 2, 3], label: [7])
        #expect(throws: CryptoError.self) { try other.open(sealed, label: [7]) }
        #expect(throws: CryptoError.self) { try key.open(sealed, label: [8]) }
        #expect(throws: CryptoError.self) { try key.open(sealed, label: []) }
        for count in 0..<sealed.count {
            #expect(throws: CryptoError.self) { try key.open(Array(sealed.prefix(count)), label: [7]) }
        }
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptoError.self) { try key.open(changed, label: [7]) }
        }
        #expect(try key.open(sealed, label: [7]) == [1, 2, 3])
        #expect(SealingKey(bytes: randomBytes(31)) == nil)
    }

    @Test("keys that share a few contexts do not get in each other's way, and a key that is gone is wiped from them")
    func shared() throws {
        let contexts = CipherContexts()
        var keys = try (0..<100).map { _ in try #require(SealingKey(bytes: randomBytes(32), contexts: contexts)) }
        let sealed = try keys.enumerated().map { try $1.seal([UInt8($0)], label: [1]) }
        for round in 0..<300 {
            let number = round * 37 % 100
            #expect(try keys[number].open(sealed[number], label: [1]) == [UInt8(number)])
            #expect(throws: CryptoError.self) { try keys[number].open(sealed[(number + 32) % 100], label: [1]) }
            let again = try keys[number].seal([7], label: [2])
            #expect(try keys[number].open(again, label: [2]) == [7])
        }
        // Another key takes the places of those that are gone.
        keys.removeSubrange(1...)
        let late = try #require(SealingKey(bytes: randomBytes(32), contexts: contexts))
        #expect(throws: CryptoError.self) { try late.open(sealed[99], label: [1]) }
        #expect(try late.open(late.seal([3], label: []), label: []) == [3])
        #expect(try keys[0].open(sealed[0], label: [1]) == [0])
    }

    @Test("never uses a nonce twice, across its pools of them")
    func nonces() throws {
        let key = try #require(SealingKey(bytes: randomBytes(32)))
        var seen: Set<[UInt8]> = []
        for _ in 0..<1_000 { seen.insert(Array(try key.seal([], label: [])[1..<13])) }
        #expect(seen.count == 1_000)
    }
}

@Suite("Keyed hashes")
struct KeyedHashTests {
    @Test("are HMAC-SHA256 of label, zero byte and bytes", arguments: [0, 20, 32, 64, 65, 200])
    func hmac(keyBytes: Int) {
        let key = randomBytes(keyBytes)
        let hash = KeyedHash(key: key)
        for count in [0, 1, 50, 64, 100, 1_000] {
            let bytes = randomBytes(count)
            let expected = HMACSHA256.tag(Array("findings.resource".utf8) + [0] + bytes, key: key)
            #expect(hash.hash("findings.resource", bytes) == expected)
        }
        #expect(hash.hash("a", "text") == hash.hash("a", Array("text".utf8)))
        #expect(hash.hash("a", "text") != hash.hash("b", "text"))
    }
}

@Suite("HKDF-SHA256")
struct HKDFTests {
    @Test("derives the third vector of RFC 5869, which has neither salt nor info")
    func vector() {
        let derived = HKDF.derive(from: [UInt8](repeating: 0x0b, count: 22), info: "", count: 42)
        let half = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        #expect(Hex.encode(derived) == half + "9d201395faa4b61a96c8")
    }

    @Test("gives other bytes for other keys, salts and uses, and a prefix of the same for fewer")
    func apart() {
        let key = randomBytes(32)
        let first = HKDF.derive(from: key, info: "one")
        #expect(first.count == 32)
        #expect(HKDF.derive(from: key, info: "one", count: 100).starts(with: first))
        #expect(HKDF.derive(from: key, info: "two") != first)
        #expect(HKDF.derive(from: key, salt: [1], info: "one") != first)
        #expect(HKDF.derive(from: randomBytes(32), info: "one") != first)
        #expect(HKDF.derive(from: key, info: "one", count: 255 * 32).count == 8_160)
    }
}
