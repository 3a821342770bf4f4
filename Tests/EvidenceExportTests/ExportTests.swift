import Archive
import Crypto
import EvidenceLog
import Foundation
import TestSupport
import Testing

@testable import EvidenceExport

@Suite("Export archives")
struct ExportTests {
    private let folder = ExportFolder()

    @Test(
        "a whole log and a part of one are read again, every record as it was",
        arguments: [nil, [0, 3, 4, 16], []] as [[Int]?]
    )
    func roundTrip(indices: [Int]?) throws {
        let log = SampleLog(17, erased: [3], withheld: [5])
        let path = folder.path("a.zip")
        try log.export(path, only: indices)
        var read: [ExportRecord] = []
        let report = try ExportVerifier(keys: [SampleLog.vkey]).verify(path, each: { read.append($0) })
        #expect(report.problems.isEmpty)
        #expect(report.notes.isEmpty)
        #expect(try read == (indices?.map(log.proved) ?? log.records))
        #expect(
            report.trust == ExportReport.Trust.pinned(NoteVerifier(name: log.origin, key: SampleLog.key.publicKey).vkey)
        )
        #expect(report.anchor?.position == 6)
        #expect(report.counts == report.manifest?.counts)
        #expect(report.counts.erased == (indices?.isEmpty == true ? 0 : 1))
        #expect(report.range?.isWhole == indices.map { $0.isEmpty ? nil : false } ?? true)
    }

    @Test(
        "a log that grew since the store's entry is tied to it by a consistency proof",
        arguments: [1, 8, 13, 17] as [UInt64]
    )
    func grown(anchored: UInt64) throws {
        let log = SampleLog(17)
        let path = folder.path("a.zip")
        try log.export(path, head: try log.head(complete: true, anchored: anchored))
        let report = try ExportVerifier().verify(path)
        #expect(report.problems.isEmpty)
        #expect(report.anchor?.size == anchored)
        var head = try log.head(complete: true, anchored: anchored)
        head.manifest.consistency = anchored == 17 ? [Base64.encode(SHA256.hash("x").bytes)] : nil
        try log.export(path, head: head)
        #expect(try ExportVerifier().verify(path).problems.map(\.file) == ["anchor.tlog-proof"])
    }

    @Test("without a key from elsewhere the report says that the key is the archive's own")
    func trust() throws {
        let log = SampleLog(5)
        let path = folder.path("a.zip")
        let forger = Ed25519.PrivateKey()
        try log.export(path, head: try log.head(complete: true, key: forger))
        let own = try ExportVerifier().verify(path)
        #expect(own.isValid)
        #expect(own.trust == .ownKey(NoteVerifier(name: log.origin, key: forger.publicKey).vkey))
        let pinned = try ExportVerifier(keys: [SampleLog.vkey]).verify(path)
        #expect(Set(pinned.problems.map(\.file)) == ["checkpoint", "anchor.tlog-proof"])
        #expect(pinned.trust == .none)
    }

    @Test("witnesses count where their keys are known")
    func witnesses() throws {
        let log = SampleLog(5)
        let path = folder.path("a.zip")
        let witness = Cosigner(name: "witness.example/w1", key: Ed25519.PrivateKey())
        try log.export(path, head: try log.head(complete: true, witness: witness))
        let known = try ExportVerifier(witnesses: [witness.verifier]).verify(path).anchor
        #expect(known?.witnesses == ["witness.example/w1"])
        #expect(known?.unverified == [])
        #expect(try ExportVerifier().verify(path).anchor?.unverified == ["witness.example/w1"])
    }

    @Test("an archive of one tenant passes for no other, and has nothing of another")
    func isolation() throws {
        let (acme, globex) = (SampleLog(9), SampleLog(9, tenant: "globex"))
        let path = folder.path("a.zip")
        try acme.export(path)
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.range(of: Data("MARKER-acme".utf8)) != nil)
        #expect(bytes.range(of: Data("globex".utf8)) == nil)
        var head = try acme.head(complete: true)
        head.manifest.tenant = "globex"
        try acme.export(path, head: head)
        #expect(try !ExportVerifier().verify(path).isValid)
        let writer = try ExportWriter(path: path, head: try acme.head(complete: false), time: 0)
        try writer.add(try acme.proved(0))
        try writer.add(try globex.proved(1))
        try writer.finish()
        #expect(try ExportVerifier().verify(path).problems.map(\.what) == ["it is of another tenant"])
    }

    @Test("records go into as many files as they need, and memory stays that of one")
    func files() throws {
        let log = SampleLog(400)
        let path = folder.path("a.zip")
        let writer = try ExportWriter(path: path, head: try log.head(complete: true), time: 0, bytesPerFile: 20_000)
        for record in log.records { try writer.add(record) }
        #expect(try writer.finish().counts.records == 400)
        let names = try ArchiveReader(path: path).entries.map(\.name)
        #expect(names.count { $0.hasSuffix(".ndjson") } > 10)
        #expect(names.count { $0.hasSuffix(".hashes") } == names.count { $0.hasSuffix(".ndjson") })
        let report = try ExportVerifier().verify(path)
        #expect(report.problems.isEmpty)
        #expect(report.range?.last == 399)
    }

    @Test("bytes that are no UTF-8 come back as they were")
    func bytes() throws {
        var record = SampleLog(1).records[0]
        let odd: [[UInt8]] = [[0xFF, 0, 0x0A], Array("\u{2028}\u{7f}\u{0}\\\"\r\n".utf8), []]
        for bytes in odd {
            record.content = .message(
                ExportedMessage(bytes: bytes, salt: bytes, peer: ExportedPeer(record: bytes, salt: []))
            )
            #expect(!record.line.contains(UInt8(ascii: "\n")))
            #expect(try ExportRecord(line: record.line) == record)
        }
    }

    @Test("what the archive brings along is what the sources have")
    func resources() throws {
        let script = Corpora.package.appending(path: "Tests/Verifier/verify_export.py")
        #expect(try String(contentsOf: script, encoding: .utf8) == ExportVerifierScript.text)
        #expect(ExportReadme.text.contains("settei evidence verify-export"))
    }

    @Test("the format is as its golden files say")
    func golden() throws {
        let log = SampleLog(3, erased: [1])
        let path = folder.path("a.zip")
        try log.export(path, only: [0, 1])
        let archive = try ArchiveReader(path: path)
        for name in ["export.json", "records-000001.ndjson", "checkpoint", "anchor.tlog-proof"] {
            let text = String(decoding: try archive.read(name), as: UTF8.self)
            #expect(Golden.difference(of: text, from: name) == nil)
        }
    }
}

/// A folder that goes with the test.
final class ExportFolder: Sendable {
    let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appending(path: "export-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
}
