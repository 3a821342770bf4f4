import Archive
import Crypto
import EvidenceLog
import Foundation
import TestSupport
import Testing

@testable import EvidenceExport

@Suite("Export archives that were changed")
struct ExportMutationTests {
    private let folder = ExportFolder()
    private static let count = 13

    /// What can be done to one record so that its archive stays an archive.
    enum Change: String, CaseIterable {
        case message, salt, sender, senderGone, principal, kind, time, id, index, content, erased, dropped, doubled,
            swapped, blank

        /// Changes record `at` of some; its file is written again with what comes out.
        func apply(_ lines: inout [[UInt8]], at index: Int) throws {
            var record = try ExportRecord(line: lines[index])
            switch self {
            case .message: Self.edit(&record) { $0.bytes[3] ^= 1 }
            case .salt: Self.edit(&record) { $0.salt[0] ^= 1 }
            case .sender: Self.edit(&record) { message in message.peer?.record[15] ^= 1 }
            case .senderGone: Self.edit(&record) { $0.peer = nil }
            case .principal: record.leaf.header.principal += "x"
            case .kind: record.leaf.header.kind = "config.assessed"
            case .time: record.leaf.header.recordedAt += 1
            case .id: record.leaf.header.idLow ^= 1
            case .index: record.leaf.header.index += 100
            case .content: record.leaf.content = SHA256.hash("other")
            case .erased: record.content = .erased
            case .dropped: lines.remove(at: index)
            case .doubled: lines.insert(lines[index], at: index)
            case .swapped: lines.swapAt(index, index == 0 ? 1 : index - 1)
            case .blank: lines[index] = []
            }
            switch self {
            case .dropped, .doubled, .swapped, .blank: break
            default: lines[index] = record.line
            }
        }

        private static func edit(_ record: inout ExportRecord, _ body: (inout ExportedMessage) -> Void) {
            guard case .message(var message) = record.content else { return }
            body(&message)
            record.content = .message(message)
        }
    }

    @Test("a change of any record is found and the record named", arguments: Change.allCases, [true, false])
    func records(change: Change, complete: Bool) throws {
        let log = SampleLog(Self.count)
        let path = folder.path("a.zip")
        try log.export(path, only: complete ? nil : Array(0..<Self.count))
        for index in 0..<Self.count {
            // What the store said itself has no sender to be changed.
            if index % 5 == 4, change == .sender || change == .senderGone { continue }
            let mutant = folder.path("b.zip")
            try rewrite(path, to: mutant, "records-000001.ndjson") { lines in try change.apply(&lines, at: index) }
            let report = try ExportVerifier(keys: [SampleLog.vkey]).verify(mutant)
            #expect(!report.isValid, "\(change) of \(index)")
            // Which record is gone from a part of a log, only the count tells; that one is erased, only the manifest.
            if change == .erased || (change == .dropped && (!complete || index == Self.count - 1)) {
                #expect(report.problems.contains { $0.file == "export.json" })
                continue
            }
            let named = Set(report.problems.compactMap(\.index))
            let expected: Set<UInt64> =
                switch change {
                case .index: [UInt64(index) + 100]
                case .dropped: [UInt64(index) + 1]
                case .swapped: [UInt64(index), UInt64(max(index, 1) - 1)]
                default: [UInt64(index)]
                }
            #expect(!named.isDisjoint(with: expected), "\(change) of \(index) named \(named)")
        }
    }

    @Test("hashes beside the records, the checkpoint, the manifest and the anchor cannot be changed")
    func otherFiles() throws {
        let log = SampleLog(Self.count)
        let path = folder.path("a.zip")
        let mutant = folder.path("b.zip")
        try log.export(path, head: try log.head(complete: true, anchored: 7))
        for (name, from, to) in [
            ("checkpoint", "\n13\n", "\n12\n"), ("checkpoint", "tenant/acme", "tenant/acne"),
            ("export.json", "\"size\":13", "\"size\":14"), ("export.json", "\"records\":13", "\"records\":12"),
            ("export.json", "\"tenant\":\"acme\"", "\"tenant\":\"evil\""),
            ("export.json", "\"root\":\"", "\"root\":\"0"),
            ("export.json", "export/1", "export/2"), ("export.json", "\"complete\":true", "\"complete\":false"),
            ("export.json", "\"consistency\":[", "\"consistency\":[\"AAAA\","), ("export.json", "{", ""),
            ("anchor.tlog-proof", "index 6", "index 5"), ("anchor.tlog-proof", "\n7\n", "\n8\n"),
        ] {
            try rewrite(path, to: mutant, name) { (text: inout String) in
                #expect(text.contains(from), "\(name) has \(from)")
                text = text.replacing(from, with: to, maxReplacements: 1)
            }
            #expect(try !ExportVerifier(keys: [SampleLog.vkey]).verify(mutant).isValid, "\(name): \(from)")
        }
        try rewrite(path, to: mutant, bytes: "records-000001.hashes") { $0[40] ^= 1 }
        let report = try ExportVerifier().verify(mutant)
        #expect(report.problems.map(\.index).contains(1))
        #expect(report.problems.map(\.file).contains("checkpoint"))
    }

    @Test("a file that no export has is not overlooked, and one that is missing neither")
    func files() throws {
        let log = SampleLog(3)
        let path = folder.path("a.zip")
        try log.export(path)
        let reader = try ArchiveReader(path: path)
        for name in reader.entries.map(\.name) where name != "anchor.tlog-proof" {
            let mutant = folder.path("b.zip")
            let writer = try ArchiveWriter(path: mutant, time: 0)
            for entry in reader.entries where entry.name != name {
                try writer.add(entry.name, try reader.read(entry.name))
            }
            try writer.finish()
            #expect(try !ExportVerifier().verify(mutant).isValid, "\(name) is missing")
        }
        let mutant = folder.path("b.zip")
        let writer = try ArchiveWriter(path: mutant, time: 0)
        for entry in reader.entries { try writer.add(entry.name, try reader.read(entry.name)) }
        try writer.add("payload.exe", [1])
        try writer.finish()
        #expect(try ExportVerifier().verify(mutant).problems.map(\.file) == ["payload.exe"])
    }

    @Test("single flipped bits of the file are found wherever they mean anything")
    func bits() throws {
        let log = SampleLog(Self.count)
        let path = folder.path("a.zip")
        try log.export(path)
        let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let mutant = folder.path("b.zip")
        var random = Seeded(state: 11)
        var unseen = 0
        for _ in 0..<1_500 {
            var bytes = whole
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << Int.random(in: 0..<8, using: &random)
            try Data(bytes).write(to: URL(filePath: mutant))
            guard let report = try? ExportVerifier(keys: [SampleLog.vkey]).verify(mutant) else { continue }
            // Versions, times and attributes in ZIP's headers: 26 bytes of each entry.
            if report.isValid { unseen += 1 }
        }
        let free = 26 * 7
        #expect(unseen <= 1_500 * free * 2 / whole.count, "\(unseen) of 1,500")
    }

    @Test("random damage with right checksums never ends the process")
    func fuzz() throws {
        let log = SampleLog(4)
        let path = folder.path("a.zip")
        try log.export(path, only: [0, 2, 3])
        let reader = try ArchiveReader(path: path)
        let names = reader.entries.map(\.name).filter { $0 != "README.txt" && $0 != "verify.py" }
        let mutant = folder.path("b.zip")
        var random = Seeded(state: 3)
        for _ in 0..<1_500 {
            let name = names.randomElement(using: &random) ?? ""
            try rewrite(path, to: mutant, bytes: name) { bytes in
                for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                    case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
                    default: bytes.replaceSubrange(place..<place + 1, with: "18446744073709551615".utf8)
                    }
                }
            }
            _ = try ExportVerifier(keys: [SampleLog.vkey]).verify(mutant)
        }
    }

    private static let python = Python.withModule("cryptography")

    @Test(
        "the verifier in Python agrees on what is right and what is wrong",
        .enabled(if: python != nil, "no Python with cryptography")
    )
    func verifierInPython() throws {
        let python = try #require(Self.python)
        let script = Corpora.package.appending(path: "Tests/Verifier/verify_export.py").path
        let log = SampleLog(Self.count, erased: [3], withheld: [6])
        for indices in [nil, [0, 3, 7, 12]] {
            let path = folder.path("a.zip")
            try log.export(path, only: indices, head: try log.head(complete: indices == nil, anchored: 7))
            let right = try python.run([script, path, "--key", SampleLog.vkey.vkey])
            #expect(right.status == 0, "\(right.output)\(right.error)")
            let wrong = try python.run([
                script, path, "--key", NoteVerifier(name: log.origin, key: Ed25519.PrivateKey().publicKey).vkey,
            ])
            #expect(wrong.status == 1, "\(wrong.output)\(wrong.error)")
            for change in Change.allCases {
                let mutant = folder.path("b.zip")
                try rewrite(path, to: mutant, "records-000001.ndjson") { lines in try change.apply(&lines, at: 2) }
                let result = try python.run([script, mutant])
                let ours = try ExportVerifier().verify(mutant).isValid
                #expect(result.status == 1, "\(change): \(result.output)\(result.error)")
                #expect(!ours)
            }
        }
    }

    // MARK: Changing archives

    private func rewrite(_ path: String, to other: String, _ name: String, _ body: (inout [[UInt8]]) throws -> Void)
        throws
    {
        try rewrite(path, to: other, bytes: name) { bytes in
            var lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
            try body(&lines)
            bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        }
    }

    private func rewrite(_ path: String, to other: String, _ name: String, _ body: (inout String) throws -> Void) throws
    {
        try rewrite(path, to: other, bytes: name) { bytes in
            var text = String(decoding: bytes, as: UTF8.self)
            try body(&text)
            bytes = Array(text.utf8)
        }
    }

    private func rewrite(_ path: String, to other: String, bytes name: String, _ body: (inout [UInt8]) throws -> Void)
        throws
    {
        let reader = try ArchiveReader(path: path)
        let writer = try ArchiveWriter(path: other, time: 0)
        for entry in reader.entries {
            var bytes = try reader.read(entry.name)
            if entry.name == name { try body(&bytes) }
            try writer.add(entry.name, bytes)
        }
        try writer.finish()
    }
}
