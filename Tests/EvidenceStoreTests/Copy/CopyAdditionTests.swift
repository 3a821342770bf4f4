import Crypto
import EvidenceLog
import Foundation
import SQL
import TestSupport
import Testing
import Threading

@testable import EvidenceStore

@Suite("what was added later, in the copy", .inFiles, .timeLimit(.minutes(2)))
struct CopyAdditionTests {
    /// Records of what came later, oldest first.
    private func additions(_ fixture: CopyFixture) throws -> [SegmentRecord] {
        try fixture.segments().flatMap(\.records).filter { $0.code > 6 }
    }

    @Test(
        "cosignatures, timestamps and ends of keys follow in the order in which they came, each once",
        .enabled(if: TimestampAuthority.isAvailable)
    )
    func order() throws {
        let fixture = try CopyFixture()
        let authority = try TimestampAuthority()
        for _ in 0..<4 {
            try fixture.record(20)
            try fixture.copy()
        }
        // The later entry first: a witness that was down comes back.
        for (position, witness) in [(3, 0), (0, 1), (2, 0)] { try fixture.cosign(Int64(position), by: witness) }
        try fixture.copy()
        try fixture.stamp(1, by: authority)
        try fixture.cosign(3, by: 1)
        // The same again is no news.
        try fixture.cosign(3, by: 1)
        try fixture.copy()
        try fixture.erase("globex")
        try fixture.copy()
        let found = try additions(fixture).map { record in
            switch record {
            case .cosignature(let position, let line): "\(position) \(try SignatureLine(text: line).name.suffix(2))"
            case .timestamp(let position, let authority, _): "\(position) \(authority)"
            default: "key"
            }
        }
        let keys = found.count { $0 == "key" }
        #expect(found.dropLast(keys) == ["3 w1", "0 w2", "2 w1", "1 http://tsa.example", "3 w2"] && keys > 2)
        let report = try fixture.verify()
        #expect(report.problems == [] && report.cosignatures == 4 && report.cosigned == 4 && report.timestamps == 1)
        #expect(try fixture.segments().last?.cursor.addition == Int64(found.count))
        // Nothing new: no segment.
        let count = try fixture.segments().count
        try fixture.copy()
        #expect(try fixture.segments().count == count)
    }

    @Test("a target that fails at every fifth request gets each of them, once, and rewrites nothing")
    func failures() throws {
        let fixture = try CopyFixture()
        let double = try S3Double()
        let target = try double.target(timeout: .seconds(2))
        double.fail { _, number in
            var random = Seeded(state: UInt64(number))
            guard random.next() % 5 == 0 else { return nil }
            return [.status(500, "InternalError"), .close, .loseAnswer].randomElement(using: &random)
        }
        var copier: Copier?
        var failures = 0
        for round in 0..<12 {
            try fixture.record(3)
            for witness in 0..<2 { try fixture.cosign(Int64(max(0, round - 3 * witness)), by: witness) }
            var hasMore = true
            while hasMore {
                let active = try copier ?? fixture.copier(target)
                copier = active
                do throws(CopyError) {
                    hasMore = try active.turn()
                } catch {
                    failures += 1
                    if failures % 3 == 0 { copier = nil }
                }
            }
        }
        #expect(failures > 3)
        double.fail { _, _ in nil }
        let report = try fixture.verify(target)
        #expect(report.problems == [] && report.cosignatures == 21 && report.cosigned == 21)
        for name in double.contents.keys where !name.hasSuffix("/checkpoint") {
            #expect(double.versions(of: name) == 1, "\(name)")
        }
    }

    @Test("a journal that lost a cosignature which the copy has is refused")
    func rolledBack() throws {
        let fixture = try CopyFixture()
        try fixture.record(10)
        let image = try fixture.store.image()
        defer { for path in [image, image + "-keys"] { try? FileManager.default.removeItem(atPath: path) } }
        try fixture.cosign(0, by: 0)
        try fixture.copy()
        let database = try JournalFile.openForReading(image)
        let old = try Copier(database, to: fixture.target, state: CopyState(), clock: .system)
        let error = try #require(throws: CopyError.self) { try old.turn() }
        #expect("\(error)".contains("the journal 0") && !error.isTransient)
    }

    @Test("a cosignature of an entry of long ago is verified against its checkpoint")
    func old() throws {
        let fixture = try CopyFixture()
        // More entries than are remembered: most texts are of other segments.
        let key = Ed25519.PrivateKey()
        var texts = RecentTexts()
        for position in 0..<9_000 { texts.add("\(position) \(key.publicKey.bytes[0])") }
        #expect(
            texts[8_999, of: 9_000]?.hasPrefix("8999 ") == true && texts[4_904, of: 9_000]?.hasPrefix("4904 ") == true
        )
        #expect(texts[4_903, of: 9_000] == nil && texts[9_000, of: 9_000] == nil)
        for _ in 0..<6 {
            try fixture.record(2)
            try fixture.copy()
        }
        try fixture.cosign(0, by: 0)
        try fixture.copy()
        let verifier = CopyVerifier(
            fixture.target,
            verifiers: [try fixture.verifier()],
            witnesses: [fixture.witnesses[0].verifier]
        )
        verifier.texts = RecentTexts(maximum: 2)
        let report = try verifier.run()
        #expect(report.problems == [] && report.cosigned == 1)
    }

    // MARK: Damage

    /// Changes what was added, and makes all segments anew, so that they follow from each other.
    private static func edit(
        _ what: String,
        _ expected: String...,
        change: @escaping @Sendable (inout SegmentRecord) -> Void
    ) -> CopyVerifierTests.Tampering {
        CopyVerifierTests.Tampering(testDescription: what, expected: expected) { fixture in
            try fixture.rewrite { segments in
                for segment in segments.indices {
                    for index in segments[segment].records.indices { change(&segments[segment].records[index]) }
                }
            }
        }
    }

    static let tamperings = [
        edit("a cosignature is put to another entry", "cosignature of entry 0", "not of the checkpoint") { record in
            if case .cosignature(1, let line) = record { record = .cosignature(position: 0, line: line) }
        },
        edit("a cosignature is of no entry", "cosignature of entry 900", "is of no entry") { record in
            if case .cosignature(1, let line) = record { record = .cosignature(position: 900, line: line) }
        },
        edit("a cosignature is changed", "cosignature of entry 1") { record in
            guard case .cosignature(1, let line) = record, var signature = try? SignatureLine(text: line) else {
                return
            }
            signature.signature[20] ^= 1
            record = .cosignature(position: 1, line: signature.text)
        },
        edit("a timestamp is put to another entry", "timestamp of entry 0", "is not of the checkpoint") { record in
            if case .timestamp(1, let authority, let token) = record {
                record = .timestamp(position: 0, authority: authority, token: token)
            }
        },
        edit("a key that is not there is destroyed", "key 900") { record in
            if case .destruction(_, let at) = record { record = .destruction(key: 900, at: at) }
        },
    ]

    @Test(
        "is found out where it is not what was said",
        .enabled(if: TimestampAuthority.isAvailable),
        arguments: tamperings
    )
    func tampering(_ tampering: CopyVerifierTests.Tampering) throws {
        let fixture = try CopyFixture()
        try fixture.record(20)
        try fixture.copy()
        try fixture.record(20)
        try fixture.cosign(1, by: 0)
        try fixture.stamp(1, by: TimestampAuthority())
        try fixture.erase("globex")
        try fixture.copy()
        #expect(try fixture.verify().problems == [])
        try tampering.act(fixture)
        let problems = try fixture.verify().problems.map(\.description)
        #expect(problems.contains { problem in tampering.expected.allSatisfy { problem.contains($0) } }, "\(problems)")
    }
}
