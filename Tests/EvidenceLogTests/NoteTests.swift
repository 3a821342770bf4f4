import Crypto
import EvidenceLog
import Testing

struct NoteTests {
    /// The example of Go's `golang.org/x/mod/sumdb/note`.
    static let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let text = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        """
    static let signature =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="

    @Test("a note of somebody else's is verified")
    func known() throws {
        let note = try SignedNote(encoded: "\(Self.text)\n\(Self.signature)\n")
        let verifier = try NoteVerifier(vkey: Self.key)
        #expect(note.text == Self.text)
        #expect(note.verified(by: [verifier]) == [verifier])
        var other = note
        other.text = "If you think\n"
        #expect(other.verified(by: [verifier]).isEmpty)
    }

    @Test("the keys of known logs are read, with their own hashes")
    func keys() throws {
        let sumdb = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
        #expect(try NoteVerifier(vkey: sumdb).vkey == sumdb)
        #expect(try NoteVerifier(vkey: sumdb).keyHash == 0x033d_e0ae)
    }

    @Test("unknown signatures say nothing; a wrong one of a known key spoils the note")
    func signers() throws {
        let (log, other) = (try LogSample.signer(), try LogSample.signer("other", seed: 9))
        let witness = Cosigner(name: "w", key: try LogSample.key(2))
        let text = try LogSample.checkpoint().text
        let good = [try log.sign(text), try other.sign(text), try witness.sign(text, at: 12)]
        var wrong = good
        wrong[0] = try log.sign("another text\n")
        var later = good
        later[2].signature[7] ^= 1
        let cases: [([SignatureLine], [NoteVerifier], [String])] = [
            (good, [], []),
            (good, [log.verifier], [LogSample.origin]),
            (good, [log.verifier, witness.verifier], [LogSample.origin, "w"]),
            (good, [try LogSample.signer(seed: 3).verifier], []),
            (wrong, [log.verifier, witness.verifier], []),
            (wrong, [witness.verifier], ["w"]),
            (later, [witness.verifier], []),
            (later, [log.verifier], [LogSample.origin]),
            ([good[0], wrong[0]], [log.verifier], []),
            ([good[0], good[0]], [log.verifier], [LogSample.origin]),
            ([], [log.verifier], []),
        ]
        for (number, (signatures, verifiers, names)) in cases.enumerated() {
            let note = SignedNote(text: text, signatures: signatures)
            #expect(note.verified(by: verifiers).map(\.name) == names, "case \(number)")
        }
        #expect(Cosignature(good[2].signature)?.seconds == 12)
        #expect(Cosignature(good[0].signature) == nil)
    }

    @Test("a cosignature of one kind is not taken for the other")
    func kinds() throws {
        let key = try LogSample.key(1)
        let (log, witness) = (NoteSigner(name: "n", key: key), Cosigner(name: "n", key: key))
        #expect(log.verifier.keyHash != witness.verifier.keyHash)
        let line = try log.sign("cosignature/v1\ntime 5\ntext\n")
        let forged = [UInt8](repeating: 0, count: 7) + [5] + line.signature
        #expect(witness.verifier.isValid(forged, of: "text\n"))
        // Which is why a witness's key signs nothing else: only the note's key hash tells the two apart.
        #expect(
            !SignedNote(text: "text\n", signatures: [line]).verified(by: [witness.verifier]).contains(witness.verifier)
        )
    }

    @Test("names that Swift calls equal are two names")
    func names() throws {
        let signer = try LogSample.signer("caf\u{e9}")
        let decomposed = NoteVerifier(name: "cafe\u{301}", key: try LogSample.key(1).publicKey)
        #expect(try signer.note("text\n").verified(by: [decomposed]).isEmpty)
        #expect(try signer.note("text\n").verified(by: [signer.verifier]).count == 1)
    }

    @Test(
        "what is no note is refused",
        arguments: [
            "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n— name", "text\n\n— name \n", "text\n\n— name AAAAAAA=",
            "text\n— name AAAAAAA=\n", "text\n\n- name AAAAAAA=\n", "text\n\n— na+me AAAAAAA=\n",
            "text\n\n—  AAAAAAA=\n",
            "text\n\n— name AAAAAA==\n", "text\n\n— name AAAAAAA\n", "text\n\n— name AAAAAAA= \n",
            "text\n\n— name AAAAAAA=\nmore\n", "text\r\n\r\n— name AAAAAAA=\r\n", "te\u{0}xt\n\n— name AAAAAAA=\n",
            "te\txt\n\n— name AAAAAAA=\n", "text\n\n— na\u{a0}me AAAAAAA=\n", "text\n\n— name AAAAAAB=\n",
            "text\n\n\u{feff}— name AAAAAAA=\n",
        ]
    )
    func refused(note: String) {
        #expect(throws: LogFormatError.self) { try SignedNote(encoded: note) }
    }

    @Test("the text ends at the last empty line; sizes and numbers of signatures have bounds")
    func bounds() throws {
        let note = try SignedNote(encoded: "a\n\nb\n\n\n— name AAAAAAA=\n")
        #expect(note.text == "a\n\nb\n\n")
        let line = "— name AAAAAAA=\n"
        let most = SignedNote.greatestSignatureCount
        #expect(try SignedNote(encoded: "a\n\n" + String(repeating: line, count: most)).signatures.count == most)
        #expect(throws: LogFormatError.self) {
            try SignedNote(encoded: "a\n\n" + String(repeating: line, count: most + 1))
        }
        #expect(throws: LogFormatError.self) {
            try SignedNote(encoded: String(repeating: "a", count: 1 << 20) + "\n\n" + line)
        }
        #expect(throws: LogFormatError.self) { try SignedNote(bytes: [255, 10, 10] + Array(line.utf8)) }
    }

    @Test("nothing is signed that could not be read again")
    func signing() throws {
        for text in ["", "text", "te\rxt\n", "te\u{0}xt\n"] {
            #expect(throws: LogFormatError.self) { try LogSample.signer().sign(text) }
        }
        for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb"] {
            #expect(throws: LogFormatError.self) { try LogSample.signer(name).sign("text\n") }
        }
    }

    @Test(
        "what is no key is refused",
        arguments: [
            "", "+", "++", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a3+",
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAA==",
        ]
    )
    func refusedKeys(vkey: String) {
        #expect(throws: LogFormatError.self) { try NoteVerifier(vkey: vkey) }
    }
}
