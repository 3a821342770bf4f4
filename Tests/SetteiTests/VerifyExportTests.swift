import Crypto
import EvidenceExport
import EvidenceLog
import Foundation
import Testing

@testable import Settei

@Suite("settei evidence verify-export")
struct VerifyExportTests {
    @Test("what is right ends with 0, what is wrong with 1 and its place, and what is no archive with 65")
    func statuses() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "verify-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.zip").path
        let key = try export(to: path, changing: nil)
        let right = await settei(["evidence", "verify-export", path, "--key", key])
        #expect(right.status == 0)
        #expect(right.output.contains("3 of 3: all of them; 1 erased"))
        #expect(right.output.contains("which you gave"))
        let own = await settei(["evidence", "verify-export", path])
        #expect(own.status == 0)
        #expect(own.output.contains("which stands in the archive itself"))
        _ = try export(to: path, changing: 2)
        let wrong = await settei(["evidence", "verify-export", path, "--key", key])
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("records-000001.ndjson:3, record 2"))
        #expect(wrong.output.contains("the message is not what was recorded"))
        let json = await settei(["evidence", "verify-export", path, "--key", key, "--json"])
        #expect(json.output.contains(#""valid":false"#))
        try Data("PK".utf8).write(to: URL(filePath: path))
        #expect(await settei(["evidence", "verify-export", path]).status == 65)
        #expect(await settei(["evidence", "verify-export", path + "x"]).status == 74)
        #expect(await settei(["evidence", "verify-export", path, "--key", "x"]).status == 64)
    }

    /// Three records, one of them erased; the message of one may be another than its leaf says.
    private func export(to path: String, changing changed: UInt64?) throws -> String {
        let key = try #require(Ed25519.PrivateKey(seed: [UInt8](repeating: 9, count: 32)))
        let origin = LogOrigin.tenant("acme", of: "log.example")
        let salt = [UInt8](repeating: 1, count: 16)
        var tree = MerkleTree()
        var hasher = LeafHasher()
        let records = (0..<3 as Range<UInt64>).map { index in
            let bytes = Array("{\"index\":\(index)}".utf8)
            let header = LeafHeader(
                tenant: "acme",
                index: index,
                recordedAt: Int64(index),
                clock: .unknown,
                principal: "acme-ci",
                kind: "config.changed",
                idHigh: 1,
                idLow: index
            )
            let leaf = Leaf(header: header, content: hasher.contentHash(salt: salt, message: bytes))
            tree.append(leaf.hash)
            let message = ExportedMessage(bytes: index == changed ? bytes + [0x20] : bytes, salt: salt, peer: nil)
            return ExportRecord(leaf: leaf, proof: nil, content: index == 1 ? .erased : .message(message))
        }
        let vkey = NoteVerifier(name: LogOrigin.store("log.example"), key: key.publicKey).vkey
        let manifest = ExportManifest(
            tenant: "acme",
            origin: origin,
            size: 3,
            root: tree.root.hex,
            complete: true,
            filter: .init(),
            madeAt: "2026-11-21T00:00:00.000Z",
            madeBy: "audit",
            keys: [vkey]
        )
        let note = try NoteSigner(name: origin, key: key).note(
            Checkpoint(origin: origin, size: 3, root: tree.root).text
        )
        let head = ExportWriter.Head(manifest: manifest, checkpoint: note, anchor: nil)
        let writer = try ExportWriter(path: path, head: head, time: 0)
        for record in records { try writer.add(record) }
        try writer.finish()
        return vkey
    }
}
