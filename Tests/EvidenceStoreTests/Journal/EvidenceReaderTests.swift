import Crypto
import EvidenceExport
import EvidenceLog
import Foundation
import JSON
import Keystore
import Messages
import SQL
import Testing

@testable import EvidenceStore

@Suite("Proofs and exports from a journal")
struct EvidenceReaderTests {
    private let store: TemporaryJournal

    init() throws {
        store = try TemporaryJournal { $0.origin = "log.example" }
    }

    private func reader() throws -> EvidenceReader {
        try EvidenceReader(try store.reader(), signing: store.configuration.keys.signing)
    }

    @Test("a message's proof verifies with the store's key, and with no other", arguments: [1, 3, 256, 300])
    func proof(count: Int) throws {
        var ids: [MessageID] = []
        for _ in 0..<count {
            let change = store.change()
            ids.append(change.header.id)
            _ = try store.commit(change)
        }
        let reader = try reader()
        for place in Set([0, count / 2, count - 1]) {
            let (record, proof) = try #require(try reader.proofs(of: ids[place], tenants: ["acme"]).first)
            let origin = "log.example/tenant/acme"
            let ours = NoteVerifier(name: origin, key: try key().publicKey)
            let head = try proof.verify(leaf: record.leaf.hash, origin: origin, by: [ours])
            #expect(head.size >= UInt64(count))
            let other = NoteVerifier(name: origin, key: Ed25519.PrivateKey().publicKey)
            #expect(throws: LogFormatError.self) {
                try proof.verify(leaf: record.leaf.hash, origin: origin, by: [other])
            }
        }
        #expect(try reader.proofs(of: ids[0], tenants: ["globex"]).isEmpty)
    }

    @Test("a whole log and a part of it are exported page by page, and verify", arguments: [nil, "bucket", "b7"])
    func export(resource: String?) throws {
        for number in 0..<30 {
            _ = try store.commit(real(store.change("b\(number % 10)")), real(store.change(tenant: "globex")))
        }
        let item = try store.commit(real(store.change())).opened[0]
        _ = try store.commit(real(store.assessment(of: item, [.fail()])))
        store.advance(.seconds(2))
        _ = try store.tick()
        let path = store.directory + "-export.zip"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let key = resource.map { TemporaryJournal.resource($0).key }
        try write(path, "acme", resource: key)
        let verifier = ExportVerifier(keys: [NoteVerifier(name: "log.example/store", key: try self.key().publicKey)])
        var kinds: [String] = []
        let report = try verifier.verify(path, each: { kinds.append($0.leaf.header.kind) })
        #expect(report.problems.isEmpty)
        #expect(report.anchor != nil)
        #expect(report.manifest?.complete == (resource == nil))
        switch resource {
        case nil: #expect(report.counts.records == report.manifest?.size)
        case "bucket":
            #expect(kinds.sorted() == ["alert.raised", "config.assessed", "config.changed", "finding.opened"])
        default: #expect(kinds == ["config.changed", "config.changed", "config.changed"])
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.range(of: Data("globex".utf8)) == nil)
        #expect((bytes.range(of: Data("MARKER-acme".utf8)) != nil) && bytes.range(of: Data("192.0.2.7".utf8)) != nil)
    }

    @Test("what the journal does not have any more as it was recorded is not exported, and named")
    func damage() throws {
        let change = store.change()
        _ = try store.commit(change, store.change("other"))
        try store.journal.database.execute("UPDATE messages SET recorded_at = recorded_at + 1 WHERE seq = 1")
        #expect(throws: LogDamage.message(seq: 1)) { try reader().proofs(of: change.header.id, tenants: nil) }
        #expect(throws: LogDamage.message(seq: 1)) { try write(store.directory + "-x.zip", "acme", resource: nil) }
    }

    /// The message as a client sends it, from somewhere: the journal's own samples are no JSON.
    private func real(_ sample: Incoming) throws -> Incoming {
        var incoming = sample
        incoming.bytes = try Message(sample.header) { writer in
            writer.beginObject()
            writer.member("marker", "MARKER-\(sample.header.tenant ?? "")")
            writer.endObject()
        }.bytes
        incoming.peer = Peer(principal: sample.principal, address: "192.0.2.7", protocol: "zmtp/3.1 curve")
        return incoming
    }

    private func key() throws -> Ed25519.PrivateKey { try SigningKeyFile.key(at: store.configuration.keys.signing) }

    /// Exports as a client does, over the JSON of the wire.
    private func write(_ path: String, _ tenant: String, resource: String?) throws {
        let reader = try reader()
        let filter = ExportManifest.Filter(resource: resource)
        let head = try #require(try reader.head(tenant: tenant, filter: filter, by: "audit", at: store.now))
        var body = JSONWriter()
        try head.write(to: &body)
        let writer = try ExportWriter(path: path, head: try ExportWriter.Head(JSONDocument(body.bytes).root), time: 0)
        var place: UInt64 = 0
        while place < head.manifest.size {
            let page = try reader.page(
                tenant: tenant,
                size: head.manifest.size,
                from: place,
                limit: 7,
                filter: resource.map { EvidenceFilter(resource: $0) },
                mayRead: { _ in true }
            )
            for record in page.records { try writer.add(try ExportRecord(line: record.line)) }
            #expect(page.next > place)
            place = page.next
        }
        try writer.finish()
    }
}
