import Crypto
import EvidenceLog
import TestSupport
import Testing

/// What others read: a change of any of these files is a change of the formats in FORMAT.md.
struct GoldenTests {
    @Test("a leaf with a peer")
    func leaf() throws {
        let leaf = LogSample.leaves[3]
        let text = """
            salt \(Hex.encode(LogSample.salt))
            message \(String(decoding: LogSample.message, as: UTF8.self))
            content \(leaf.content)
            peer-salt \(Hex.encode(LogSample.peer.prefix(16)))
            peer-record \(String(decoding: LogSample.peer.dropFirst(16), as: UTF8.self))
            peer \(try #require(leaf.header.peer))
            leaf \(Hex.encode(leaf.bytes))
            leaf-hash \(leaf.hash)
            leaf-of-the-store \(Hex.encode(LogSample.leaves[0].bytes))
            root-of-five \(try LogSample.nodes.root(size: 5))

            """
        #expect(Golden.difference(of: text, from: "leaf-2.txt") == nil)
    }

    @Test("the forest and the store log")
    func store() throws {
        let anchor = try LogSample.anchor()
        let text = """
            forest-leaf \(Hex.encode(anchor.leaf.bytes))
            forest-leaf-hash \(anchor.leaf.hash)
            forest-root \(anchor.entry.forest)
            store-entry \(Hex.encode(anchor.entry.bytes))
            store-entry-hash \(anchor.entry.hash)
            anchor \(Hex.encode(anchor.bytes))

            """
        #expect(Golden.difference(of: text, from: "store.txt") == nil)
        #expect(anchor.isValid)
    }

    @Test("checkpoint, note, keys, proof and witness request")
    func texts() throws {
        let keys = """
            \(try LogSample.signer().verifier.vkey)
            \(Cosigner(name: "witness.example/w1", key: try LogSample.key(2)).verifier.vkey)

            """
        #expect(Golden.difference(of: try LogSample.checkpoint().text, from: "checkpoint.txt") == nil)
        #expect(Golden.difference(of: try LogSample.note().encoded, from: "note.txt") == nil)
        #expect(Golden.difference(of: keys, from: "vkeys.txt") == nil)
        #expect(Golden.difference(of: try LogSample.proof().encoded, from: "message.tlog-proof") == nil)
        let request = String(decoding: try LogSample.request().bytes, as: UTF8.self)
        #expect(Golden.difference(of: request, from: "add-checkpoint.txt") == nil)
    }

    @Test("an entry bundle")
    func bundle() throws {
        let bytes = try EntryBundle.encode(LogSample.leaves.map(\.bytes))
        #expect(Golden.difference(of: Hex.encode(bytes) + "\n", from: "bundle.txt") == nil)
    }
}
