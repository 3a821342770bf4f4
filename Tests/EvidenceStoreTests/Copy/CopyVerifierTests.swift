import Crypto
import EvidenceLog
import Foundation
import Keystore
import Testing

@testable import EvidenceStore

@Suite("verifying a copy alone", .timeLimit(.minutes(2)))
struct CopyVerifierTests {
    /// What somebody does to a copy, and words of the problem that says so.
    struct Tampering: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var expected: [String]
        var act: @Sendable (CopyFixture) throws -> Void
    }

    /// Changes the message with a seq, and makes all segments anew, so that they follow from each other.
    private static func edit(_ seq: Int64, _ change: @escaping @Sendable (inout SegmentMessage) -> Void)
        -> @Sendable (CopyFixture) throws -> Void
    {
        { fixture in
            try fixture.rewrite { segments in
                for segment in segments.indices {
                    for index in segments[segment].records.indices {
                        guard case .message(var message) = segments[segment].records[index], message.seq == seq else {
                            continue
                        }
                        change(&message)
                        segments[segment].records[index] = .message(message)
                    }
                }
            }
        }
    }

    private static func segment(_ number: UInt64) -> String { CopyName.segment(number) }

    static let tamperings = [
        Tampering(testDescription: "a bit of a segment is flipped", expected: ["002.segment", "do not have its hash"]) {
            fixture in
            var bytes = try #require(try fixture.target.read(segment(2)))
            bytes[200] ^= 4
            try fixture.place(segment(2), bytes)
        },
        Tampering(testDescription: "a segment is cut", expected: ["002.segment", "cannot be read"]) { fixture in
            try fixture.place(segment(2), Array(try #require(try fixture.target.read(segment(2))).dropLast(100)))
        },
        Tampering(testDescription: "a segment is taken away", expected: ["segments before it are missing"]) { fixture in
            try fixture.place(segment(2), nil)
        },
        Tampering(testDescription: "two segments are swapped", expected: ["this is segment 3"]) { fixture in
            let (two, three) = (try fixture.target.read(segment(2)), try fixture.target.read(segment(3)))
            try fixture.place(segment(2), three)
            try fixture.place(segment(3), two)
        },
        Tampering(
            testDescription: "sealed bytes are changed",
            expected: ["message 7", "cannot be opened"],
            act: edit(7) { $0.sealed[40] ^= 1 }
        ),
        Tampering(
            testDescription: "a leaf is changed",
            expected: ["message 7", "does not have the hash"],
            act: edit(7) { $0.leaf[5] ^= 1 }
        ),
        Tampering(
            testDescription: "a leaf is changed with its hash",
            expected: ["batch", "does not follow"],
            act: edit(7) {
                $0.leaf[$0.leaf.count - 1] ^= 1
                $0.leafHash = MerkleHash.leaf($0.leaf)
            }
        ),
        Tampering(
            testDescription: "a message is given to another tenant",
            expected: ["message 7", "of tenants"],
            act: edit(7) { $0.tenant = $0.tenant % 2 + 1 }
        ),
        Tampering(
            testDescription: "a message gets another peer",
            expected: ["message 7", "another peer"],
            act: edit(7) { $0.peer = 99 }
        ),
        Tampering(testDescription: "a message is taken out", expected: ["message 8", "follows message 6"]) { fixture in
            try fixture.rewrite { segments in
                for index in segments.indices {
                    segments[index].records.removeAll {
                        if case .message(let message) = $0 { message.seq == 7 } else { false }
                    }
                }
            }
        },
        Tampering(
            testDescription: "a checkpoint is signed by somebody else",
            expected: ["entry 1", "no signature of the store's key"]
        ) { fixture in
            try fixture.rewrite { segments in
                for index in segments.indices {
                    for record in segments[index].records.indices {
                        guard case .entry(var entry) = segments[index].records[record], entry.position == 1,
                            let note = try? SignedNote(encoded: entry.checkpoint),
                            let name = note.signatures.first?.name,
                            let forged = try? NoteSigner(name: name, key: Ed25519.PrivateKey()).note(note.text)
                        else { continue }
                        entry.checkpoint = forged.encoded
                        segments[index].records[record] = .entry(entry)
                    }
                }
            }
        },
        Tampering(testDescription: "an entry is changed", expected: ["entry 1", "forest"]) { fixture in
            try fixture.rewrite { segments in
                for index in segments.indices {
                    for record in segments[index].records.indices {
                        guard case .entry(var row) = segments[index].records[record], row.position == 1,
                            var entry = StoreEntry(bytes: row.entry)
                        else { continue }
                        entry.forest = Segment.origin
                        row.entry = entry.bytes
                        segments[index].records[record] = .entry(row)
                    }
                }
            }
        },
        Tampering(
            testDescription: "a tile is changed",
            expected: ["logs/tenant/acme/tile/0/000", "is not what the leaves make"]
        ) { fixture in
            var bytes = try #require(try fixture.target.read("logs/tenant/acme/tile/0/000"))
            bytes[0] ^= 1
            try fixture.place("logs/tenant/acme/tile/0/000", bytes)
        },
        Tampering(
            testDescription: "a bundle is taken away",
            expected: ["logs/tenant/acme/tile/entries/000", "is missing"]
        ) { fixture in
            try fixture.place("logs/tenant/acme/tile/entries/000", nil)
        },
    ]

    @Test("what was done to a copy is found, and the record is named", arguments: tamperings)
    func tampering(_ tampering: Tampering) throws {
        let fixture = try CopyFixture()
        try fixture.record(700)
        for _ in 0..<3 {
            try fixture.copy()
            try fixture.record(10)
        }
        try fixture.copy()
        #expect(try fixture.verify().problems == [])
        try tampering.act(fixture)
        let problems = try fixture.verify().problems.map(\.description)
        #expect(problems.contains { problem in tampering.expected.allSatisfy { problem.contains($0) } }, "\(problems)")
    }

    @Test("a copy without its last segments does not reach its own checkpoint; the store makes it whole again")
    func shortened() throws {
        let fixture = try CopyFixture()
        try fixture.record(10)
        try fixture.copy()
        try fixture.record(10)
        try fixture.copy()
        try fixture.place(Self.segment(2), nil)
        let report = try fixture.verify()
        let problems = [
            "checkpoint: is of 2 entries, the copy has 1", "tile/0/000.p/2: is of no leaves",
            "tile/entries/000.p/2: is of no leaves",
        ]
        #expect(report.problems.map(\.description) == problems.map { "logs/store/" + $0 })
        #expect(report.segments == 1 && report.isComplete)
        // The store sees it when it goes on, and copies what is missing again.
        try fixture.copy()
        #expect(try fixture.verify().messages == fixture.store.journal.messages.seq)
    }

    @Test("messages whose keys are destroyed verify as far as they can")
    func erased() throws {
        let fixture = try CopyFixture()
        try fixture.record(20)
        try fixture.copy()
        let kids = try fixture.segments().flatMap(\.records).compactMap {
            if case .key(let key) = $0 { key.kid } else { nil }
        }
        try fixture.store.journal.vault.destroy(kids.compactMap { KeyID(bytes: $0) })
        let report = try fixture.verify()
        #expect(report.problems == [] && report.opened == 0 && report.erased == report.messages)
    }

    @Test("without the store's key nothing is called signed")
    func keyless() throws {
        let fixture = try CopyFixture()
        try fixture.record(5)
        try fixture.copy()
        let report = try CopyVerifier(fixture.target, verifiers: []).run()
        #expect(report.problems.count == 1 && report.unsigned == report.messages)
    }
}
