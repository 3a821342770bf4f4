import Crypto
import EvidenceLog
import Testing

struct CheckpointTests {
    static let hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

    @Test("the example of tlog-checkpoint is read and written again")
    func example() throws {
        let text = "example.com/behind-the-sofa\n20852163\n\(Self.hash)\n"
        let checkpoint = try Checkpoint(text: text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.extensions.isEmpty)
        #expect(checkpoint.text == text)
        #expect(try Checkpoint(text: text + "more\nand more\n").extensions == ["more", "and more"])
        #expect(try Checkpoint(text: "a\n9223372036854775807\n\(Self.hash)\n").size == UInt64(Int64.max))
    }

    @Test(
        "what is no checkpoint is refused",
        arguments: [
            "", "\n", "a", "a\n", "a\n1\n", "\n1\n@\n", "a\n\n@\n", "a\n01\n@\n", "a\n+1\n@\n", "a\n-1\n@\n",
            "a\n1 \n@\n",
            "a\n0x1\n@\n", "a\n9223372036854775808\n@\n", "a\n99999999999999999999\n@\n", "a\n\u{661}\n@\n", "a\n1\n\n",
            "a\n1\nAAAA\n", "a\n1\n@", "a\n1\n@=\n", "a\n1\n@\n\n", "a\n1\n@\nb", "a\n1\n@\n\nb\n", "a\r\n1\r\n@\r\n",
            "a\u{1}\n1\n@\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        ]
    )
    func refused(text: String) {
        let text = text.split(separator: "@", omittingEmptySubsequences: false).joined(separator: Self.hash)
        #expect(throws: LogFormatError.self) { try Checkpoint(text: text) }
    }

    @Test("a proof says what is wrong with it")
    func proof() throws {
        let proof = try TlogProof(encoded: LogSample.proof().encoded)
        let (log, leaf) = (try LogSample.signer().verifier, LogSample.leaves[3].hash)
        #expect(try proof.verify(leaf: leaf, origin: LogSample.origin, by: [log]).size == 5)
        var elsewhere = proof
        elsewhere.index = 2
        let cases: [(TlogProof, Digest, String, [NoteVerifier], String)] = [
            (proof, leaf, LogSample.origin, [], "no key that is trusted"),
            (proof, leaf, LogSample.origin, [try LogSample.signer(seed: 4).verifier], "no key that is trusted"),
            (proof, leaf, "example.com/other", [log], "of another log"),
            (proof, LogSample.leaves[2].hash, LogSample.origin, [log], "not at place 3"),
            (elsewhere, leaf, LogSample.origin, [log], "not at place 2"),
        ]
        for (proof, leaf, origin, keys, problem) in cases {
            let error = #expect(throws: LogFormatError.self) { try proof.verify(leaf: leaf, origin: origin, by: keys) }
            #expect(error?.problem.contains(problem) == true)
        }
    }

    @Test("what a message's proof carries hashes to its leaf, and so does the tenant's root to the store's entry")
    func extras() throws {
        let extra = try #require(MessageExtra(bytes: LogSample.proof().extra ?? []))
        let leaf = try #require(Leaf(bytes: extra.leaf))
        var hasher = LeafHasher()
        #expect(hasher.contentHash(salt: extra.salt, message: LogSample.message) == leaf.content)
        #expect(SHA256.hash(extra.peer) == leaf.header.peer)
        var anchor = try LogSample.anchor()
        #expect(anchor.isValid)
        anchor.leaf.size += 1
        #expect(!anchor.isValid)
    }

    @Test("a witness's answers are read by their status")
    func answers() throws {
        let line = try LogSample.note().signatures[1]
        let body = Array((line.text + "\n").utf8)
        #expect(try WitnessAnswer(status: 200, body: body + body) == .cosigned([line, line]))
        #expect(try WitnessAnswer(status: 409, body: Array("20852014\n".utf8)) == .conflict(20_852_014))
        for status in [0, 201, 400, 403, 404, 422, 500] {
            #expect(try WitnessAnswer(status: status, body: body) == .refused(status))
        }
        for (status, body) in [
            (200, ""), (200, "\n"), (200, line.text), (409, ""), (409, "7"), (409, "07\n"), (409, "7\n\n"),
        ] {
            #expect(throws: LogFormatError.self) { try WitnessAnswer(status: status, body: Array(body.utf8)) }
        }
    }

    @Test("a request is read again as it was made, with its bounds")
    func request() throws {
        let request = try LogSample.request()
        #expect(try WitnessRequest(bytes: request.bytes) == request)
        var long = request
        long.proof = [Digest](repeating: MerkleHash.empty, count: 64)
        #expect(throws: LogFormatError.self) { try WitnessRequest(bytes: long.bytes) }
    }
}
