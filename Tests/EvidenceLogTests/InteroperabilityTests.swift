import Crypto
import EvidenceLog
import Foundation
import TestSupport
import Testing

/// Proofs, checkpoints and signatures are verified by programs that others wrote.
struct InteroperabilityTests {
    static let script = Corpora.package.appending(path: "Tests/Verifier/others.py").path

    /// What Python gets: entries, and for several sizes root and proofs, as this library makes them.
    private func log(_ count: Int) throws -> String {
        let entries = (0..<count).map(VerifierTests.leaf)
        let nodes = MemoryNodes(entries.map(MerkleHash.leaf))
        var lines = entries.map { "entry \(Hex.encode($0))" }
        for size in [1, 2, 3, 5, 64, 100, UInt64(count)] as [UInt64] {
            lines.append("root \(size) \(try nodes.root(size: size))")
            for index in stride(from: 0, to: size, by: 7) {
                let proof = try InclusionProof.make(index: index, size: size, from: nodes)
                lines.append((["inclusion", "\(size)", "\(index)"] + proof.map(\.hex)).joined(separator: " "))
            }
            for old in stride(from: 1, to: size, by: 11) {
                let proof = try ConsistencyProof.make(from: old, to: size, nodes: nodes)
                lines.append((["consistency", "\(old)", "\(size)"] + proof.map(\.hex)).joined(separator: " "))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(
        "pymerkle has the same roots and inclusion proofs, and verifies ours",
        .enabled(if: Python.withModule("pymerkle") != nil, "no Python with pymerkle; see deploy/setup --tests")
    )
    func pymerkle() throws {
        let python = try #require(Python.withModule("pymerkle"))
        let result = try python.run([Self.script, "pymerkle"], input: try log(150))
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.hasPrefix("verified "), "\(result.output)")
    }

    @Test(
        "sigstore verifies our inclusion proofs and reads and verifies our checkpoints, and refuses changed ones",
        .enabled(if: Python.withModule("sigstore") != nil, "no Python with sigstore; see deploy/setup --tests")
    )
    func sigstore() throws {
        let python = try #require(Python.withModule("sigstore"))
        let entries = (0..<150).map(VerifierTests.leaf)
        let nodes = MemoryNodes(entries.map(MerkleHash.leaf))
        let signer = try LogSample.signer()
        let note = try signer.note(
            Checkpoint(origin: LogSample.origin, size: 150, root: try nodes.root(size: 150)).text
        )
        let header = [
            "key \(Hex.encode(signer.verifier.publicKey.bytes))",
            "keyhash \(String(signer.verifier.keyHash, radix: 16))",
            "checkpoint \(Hex.encode(note.encoded.utf8))",
        ]
        let input = header.joined(separator: "\n") + "\n" + (try log(150))
        let result = try python.run([Self.script, "sigstore"], input: input)
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.hasPrefix("verified "), "\(result.output)")
    }

    @Test("openssl verifies the signature of a checkpoint, and not of a changed one")
    func openssl() throws {
        let signer = try LogSample.signer()
        let note = try LogSample.note()
        let folder = FileManager.default.temporaryDirectory.appending(path: "openssl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // RFC 8410: what stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo.
        let prefix = try #require(Hex.decode("302a300506032b6570032100"))
        let path = { (name: String) in folder.appending(path: name).path }
        try Data(prefix + signer.verifier.publicKey.bytes).write(to: URL(filePath: path("key")))
        try Data(note.signatures[0].signature).write(to: URL(filePath: path("signature")))
        for (text, status) in [(note.text, 0), (note.text + "x\n", 1)] as [(String, Int32)] {
            try Data(text.utf8).write(to: URL(filePath: path("text")))
            let process = try ChildProcess(
                "/usr/bin/openssl",
                ["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", path("key")]
                    + ["-sigfile", path("signature"), "-in", path("text")]
            )
            process.wait()
            #expect(process.terminationStatus == status)
        }
    }
}
