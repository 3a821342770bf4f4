import Crypto
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "hashes the vectors of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func vectors(text: String, hex: String) {
        #expect(SHA256.hash(text).hex == hex)
        #expect(SHA256.hash(Array(text.utf8)).hex == hex)
    }

    @Test("gives the same hash in pieces as at once, and starts again after each")
    func pieces() {
        var hasher = SHA256()
        let message = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
        for _ in 0..<2 {
            hasher.update(message[0]); hasher.update(message[1..<70]); hasher.update(Array(message[70...]))
            #expect(hasher.finish() == SHA256.hash(message))
        }
    }
}

@Suite("Digest")
struct DigestTests {
    @Test("survives a round trip through hexadecimal text")
    func hex() throws {
        let digest = SHA256.hash("x")
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
    }

    @Test("refuses text that is not 64 digits", arguments: ["", "00", String(repeating: "g", count: 64)])
    func refuses(text: String) {
        #expect(Digest(hex: text) == nil)
    }

    @Test("is ordered by its bytes")
    func order() throws {
        let low = try #require(Digest(bytes: [0, 255] + [UInt8](repeating: 0, count: 30)))
        let high = try #require(Digest(bytes: [1, 0] + [UInt8](repeating: 0, count: 30)))
        #expect(low < high)
        #expect(!(high < low) && !(low < low))
    }
}

@Suite("HMAC-SHA256")
struct HMACSHA256Tests {
    @Test("tags the vectors of RFC 4231")
    func vectors() {
        let first = HMACSHA256.tag(Array("Hi There".utf8), key: [UInt8](repeating: 0x0b, count: 20))
        #expect(first.hex == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let second = HMACSHA256.tag(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(second.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("validates its own tag and no other")
    func validation() {
        let tag = HMACSHA256.tag([1, 2, 3], key: [9]).bytes
        #expect(HMACSHA256.isValid(tag, for: [1, 2, 3], key: [9]))
        #expect(!HMACSHA256.isValid(tag, for: [1, 2, 3], key: [8]))
        #expect(!HMACSHA256.isValid(Array(tag.dropLast()), for: [1, 2, 3], key: [9]))
        #expect(HMACSHA256.isValid(HMACSHA256.tag([], key: []).bytes, for: [], key: []))
    }
}

@Suite("Base64 and hexadecimal text")
struct TextCodingTests {
    @Test(
        "encodes and decodes the vectors of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        #expect(Base64.decode(encoded.filter { $0 != "=" }, alphabet: .url) == Array(plain.utf8))
    }

    @Test("survives a round trip in both alphabets")
    func roundTrip() {
        for count in 0..<100 {
            let bytes = randomBytes(count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encode(bytes, alphabet: .url), alphabet: .url) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(
        "refuses base64 that is not canonical",
        arguments: ["Zg", "Zg=", "Zh==", "Z", "Zm9v=", "Zm 9", "====", "Zg==Zg=="]
    )
    func refuses(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("refuses hexadecimal text that is not", arguments: ["0", "0x", "zz", "é0"])
    func refusesHex(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}

@Suite("Ed25519")
struct Ed25519Tests {
    @Test("signs the second vector of RFC 8032")
    func vector() throws {
        let seed = try #require(Hex.decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
        let key = try #require(Ed25519.PrivateKey(seed: seed))
        #expect(Hex.encode(key.publicKey.bytes) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = try key.sign([0x72])
        #expect(
            Hex.encode(signature) == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )
        #expect(key.publicKey.isValid(signature, for: [0x72]))
    }

    @Test("refuses another message, another signature and another key")
    func refuses() throws {
        let key = Ed25519.PrivateKey()
        let signature = try key.sign([1, 2, 3])
        #expect(key.publicKey.isValid(signature, for: [1, 2, 3]))
        #expect(!key.publicKey.isValid(signature, for: [1, 2]))
        #expect(!key.publicKey.isValid([], for: [1, 2, 3]))
        #expect(!Ed25519.PrivateKey().publicKey.isValid(signature, for: [1, 2, 3]))
        #expect(!Ed25519.PublicKey(bytes: []).isValid(signature, for: [1, 2, 3]))
        #expect(Ed25519.PrivateKey(seed: [1]) == nil)
    }
}
