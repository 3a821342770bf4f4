import Crypto
import EvidenceLog
import Foundation
import TestSupport
import Testing

/// The second verifier, in Python and written from FORMAT.md, agrees with what is written here, and finds what is wrong.
@Suite(.enabled(if: Python.withModule("cryptography") != nil, "no Python with cryptography; see deploy/setup --tests"))
struct VerifierTests {
    static let script = Corpora.package.appending(path: "Tests/Verifier/verify.py").path

    static func leaf(_ number: Int) -> [UInt8] {
        var leaf = LogSample.leaves[1]
        leaf.header.index = UInt64(number)
        if number % 3 == 0 { leaf.header.peer = nil }
        return leaf.bytes
    }

    private func verify(_ arguments: [String]) throws -> Python.Result {
        let python = try #require(Python.withModule("cryptography"))
        return try python.run([Self.script] + arguments)
    }

    private func note(_ entries: [[UInt8]], _ signer: NoteSigner) throws -> SignedNote {
        var tree = MerkleTree()
        for entry in entries { tree.append(MerkleHash.leaf(entry)) }
        let checkpoint = Checkpoint(origin: signer.verifier.name, size: tree.size, root: tree.root)
        return try signer.note(checkpoint.text)
    }

    @Test("whole logs, and older checkpoints of them", arguments: [0, 1, 256, 300, 66_000])
    func tiles(count: Int) throws {
        let (entries, signer) = ((0..<count).map(Self.leaf), try LogSample.signer())
        let folder = try TileFolder(entries, checkpoint: note(entries, signer))
        defer { folder.remove() }
        try folder.write("older", Array(note(Array(entries.prefix(count / 2)), signer).encoded.utf8))
        let older = folder.url.appending(path: "older").path
        let result = try verify(["tiles", folder.url.path, "--key", signer.verifier.vkey, "--older", older])
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.contains("checkpoint: \(count) entries of \(LogSample.origin)"))
        let other = try verify(["tiles", folder.url.path, "--key", LogSample.signer(seed: 8).verifier.vkey])
        #expect(other.status == 1)
        #expect(other.error.contains("no key that was given signed"))
    }

    @Test("the store log")
    func store() throws {
        var entry = try LogSample.anchor().entry
        let entries = (0..<20 as Range<Int64>).map { number in
            entry.seq += number
            return entry.bytes
        }
        let signer = try LogSample.signer(LogOrigin.store(LogSample.base))
        let folder = try TileFolder(entries, checkpoint: note(entries, signer))
        defer { folder.remove() }
        let result = try verify(["tiles", folder.url.path, "--key", signer.verifier.vkey])
        #expect(result.status == 0, "\(result.error)")
    }

    @Test("a changed, missing, short or exchanged file is found, and named")
    func tampering() throws {
        let (entries, signer) = ((0..<600).map(Self.leaf), try LogSample.signer())
        let wrong = Checkpoint(origin: signer.verifier.name, size: 600, root: MerkleHash.empty)
        let last = "tile/entries/002.p/88"
        let cases: [(String, (TileFolder) throws -> Void)] = [
            ("tile/entries/001", { try $0.write("tile/entries/001", flipped($0.read("tile/entries/001"), at: 7_000)) }),
            ("tile/0/001", { try $0.write("tile/0/001", flipped($0.read("tile/0/001"), at: 99)) }),
            ("tile/1/000.p/2", { try $0.write("tile/1/000.p/2", flipped($0.read("tile/1/000.p/2"), at: 63)) }),
            (last, { try FileManager.default.removeItem(at: $0.url.appending(path: last)) }),
            ("tile/0/000", { try $0.write("tile/0/000", Array($0.read("tile/0/000").dropLast(32))) }),
            ("tile/entries/000", { try $0.write("tile/entries/000", $0.read("tile/entries/000") + [0, 1, 2]) }),
            ("tile/entries/000", { try $0.write("tile/entries/000", $0.read("tile/entries/001")) }),
            ("checkpoint", { try $0.write("checkpoint", flipped($0.read("checkpoint"), at: 30)) }),
            ("600", { try $0.write("checkpoint", Array(signer.note(wrong.text).encoded.utf8)) }),
        ]
        for (name, tamper) in cases {
            let folder = try TileFolder(entries, checkpoint: note(entries, signer))
            defer { folder.remove() }
            try tamper(folder)
            let result = try verify(["tiles", folder.url.path, "--key", signer.verifier.vkey])
            #expect(result.status == 1)
            #expect(result.error.contains(name) || name == "checkpoint", "\(name): \(result.error)")
        }
    }

    @Test("a log that was rewritten does not agree with an older checkpoint")
    func rewritten() throws {
        let (entries, signer) = ((0..<300).map(Self.leaf), try LogSample.signer())
        var rewritten = entries
        var leaf = try #require(Leaf(bytes: entries[3]))
        leaf.header.principal = "mallory"
        rewritten[3] = leaf.bytes
        let folder = try TileFolder(rewritten, checkpoint: note(rewritten, signer))
        defer { folder.remove() }
        try folder.write("older", Array(note(Array(entries.prefix(200)), signer).encoded.utf8))
        let older = folder.url.appending(path: "older").path
        let result = try verify(["tiles", folder.url.path, "--key", signer.verifier.vkey, "--older", older])
        #expect(result.status == 1)
        #expect(result.error.contains("the first 200 entries do not have its root"))
    }

    @Test("proofs with their message, peer and witness; and not with another")
    func proofs() throws {
        let folder = try TileFolder([], checkpoint: try LogSample.note())
        defer { folder.remove() }
        let anchor = try LogSample.anchor()
        let store = try LogSample.signer(LogOrigin.store(LogSample.base))
        let head = Checkpoint(origin: store.verifier.name, size: 1, root: anchor.entry.hash)
        let inStore = TlogProof(extra: anchor.bytes, index: 0, hashes: [], checkpoint: try store.note(head.text))
        try folder.write("message", LogSample.message)
        try folder.write("other", LogSample.message + [10])
        try folder.write("p.tlog-proof", Array(try LogSample.proof().encoded.utf8))
        try folder.write("a.tlog-proof", Array(inStore.encoded.utf8))
        let log = try LogSample.signer().verifier.vkey
        let witness = Cosigner(name: "witness.example/w1", key: try LogSample.key(2))
        let path = { (name: String) in folder.url.appending(path: name).path }
        let both = ["--key", log, "--key", witness.verifier.vkey]
        let cases: [([String], Int32, String)] = [
            (
                ["p.tlog-proof", "--message", path("message")] + both, 0,
                "signed by \(LogSample.origin), witness.example/w1"
            ),
            (["p.tlog-proof"] + both, 0, #"sent by {"principal":"acme-ci""#),
            (["p.tlog-proof", "--message", path("other")] + both, 1, "the message is not the one of the leaf"),
            (["p.tlog-proof", "--key", witness.verifier.vkey], 1, "no key that was given signed"),
            (["p.tlog-proof", "--origin", "example.com/other"] + both, 1, "the checkpoint is of the log"),
            (["a.tlog-proof", "--key", store.verifier.vkey], 0, "the log of tenant 'acme' had 5 entries"),
            (["message"] + both, 1, "it is no proof file"),
        ]
        for (arguments, status, words) in cases {
            let result = try verify(["proof", path(arguments[0])] + arguments.dropFirst())
            #expect(result.status == status, "\(arguments[0]): \(result.error)")
            #expect((result.output + result.error).contains(words), "\(result.output)\(result.error)")
        }
    }
}

private func flipped(_ bytes: [UInt8], at place: Int) -> [UInt8] {
    var bytes = bytes
    bytes[place] ^= 4
    return bytes
}
