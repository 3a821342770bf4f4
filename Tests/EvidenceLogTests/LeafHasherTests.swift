import Crypto
import EvidenceLog
import Foundation
import Testing

struct LeafHasherTests {
    static let header = LeafHeader(
        tenant: "acme",
        index: 311,
        recordedAt: 1_795_136_523_460_000,
        clock: .synchronised,
        principal: "acme-ci",
        kind: "config.changed",
        idHigh: 0x0193_460a_3b00_7c3e,
        idLow: 0x9a51_5d2c_1f0e_7a44
    )
    static let salt = [UInt8](0..<16)
    static let message = Array(#"{"specversion":"1.0"}"#.utf8)

    @Test("a leaf's bytes and hashes are those of the golden file")
    func golden() throws {
        var hasher = LeafHasher()
        let content = hasher.contentHash(salt: Self.salt, message: Self.message)
        let leaf = hasher.leafHash(Self.header, content: content)
        var chain = BatchChain(after: BatchChain.origin)
        chain.append(leaf)
        let text = """
            salt \(Hex.encode(Self.salt))
            message \(String(decoding: Self.message, as: UTF8.self))
            content \(content)
            leaf \(Hex.encode(LeafHasher.leaf(Self.header, content: content)))
            leaf-hash \(leaf)
            chain \(chain.finish())

            """
        let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/leaf.txt")
        if ProcessInfo.processInfo.environment["SETTEI_WRITE_GOLDEN"] != nil {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: golden, encoding: .utf8) == text)
    }

    @Test("the leaf hash is RFC 6962's over the leaf's bytes")
    func leafHash() {
        var hasher = LeafHasher()
        let content = hasher.contentHash(salt: Self.salt, message: Self.message)
        let leaf = LeafHasher.leaf(Self.header, content: content)
        #expect(hasher.leafHash(Self.header, content: content) == MerkleHash.leaf(leaf))
        #expect(hasher.leafHash(Self.header, content: content) == MerkleHash.leaf(leaf))
    }

    @Test("texts of a header cannot be shifted into each other")
    func boundaries() {
        var hasher = LeafHasher()
        var left = Self.header
        var right = Self.header
        (left.principal, left.kind) = ("ab", "c")
        (right.principal, right.kind) = ("a", "bc")
        #expect(hasher.leafHash(left, content: BatchChain.origin) != hasher.leafHash(right, content: BatchChain.origin))
    }

    @Test("a chain goes on over batches, and begins again where it is told to")
    func chain() {
        let leaves = (0..<4 as Range<UInt8>).map { MerkleHash.leaf([$0]) }
        var chain = BatchChain(after: BatchChain.origin)
        chain.append(leaves[0])
        chain.append(leaves[1])
        let first = chain.finish()
        #expect(first == SHA256.hash(BatchChain.origin.bytes + leaves[0].bytes + leaves[1].bytes))
        chain.append(leaves[2])
        let second = chain.finish()
        #expect(second == SHA256.hash(first.bytes + leaves[2].bytes))
        chain.append(leaves[3])
        chain.restart(after: first)
        chain.append(leaves[2])
        #expect(chain.finish() == second)
    }
}
