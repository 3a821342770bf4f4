import Crypto
import Foundation
import TestSupport
import Testing

@testable import EvidenceStore

@Suite("segments of the copy", .timeLimit(.minutes(1)))
struct SegmentTests {
    static func digest(_ byte: UInt8) -> Digest { SHA256.hash([byte]) }

    /// A segment with every kind of record, and the odd values of each.
    static func sample(number: UInt64 = 7) throws -> Segment {
        let message = SegmentMessage(
            seq: 12,
            owner: 0,
            tenant: 2,
            principal: 3,
            kind: 1,
            previous: 11,
            logPrevious: 0,
            peer: 4,
            key: 5,
            leafHash: digest(1),
            leaf: Array("leaf".utf8),
            sealed: [1, 2, 3]
        )
        var bare = message
        (bare.seq, bare.peer, bare.key, bare.sealed) = (.max, 0, 0, [])
        var cursor = CopyCursor()
        (cursor.seq, cursor.entries, cursor.peer, cursor.addition) = (.max, 1, 4, 3)
        return Segment(
            number: number,
            previous: digest(9),
            madeAt: 1_795_136_523_000_000,
            tiled: 0,
            cursor: cursor,
            records: [
                .name(SegmentName(table: .tenants, id: 1, name: "")),
                .name(SegmentName(table: .kinds, id: 1, name: "config.changed")),
                .key(SegmentKey(id: 5, kid: [UInt8](16..<32), tenant: 2, purpose: 1, month: 202_611, madeAt: 1)),
                .peer(SegmentPeer(id: 4, principal: 3, key: 5, hash: digest(2), sealed: [4, 5])), .message(message),
                .message(bare), .batch(seq: 12, chain: digest(3)),
                .entry(SegmentEntry(position: 0, entry: [6], checkpoint: "本\n1\n")),
                .cosignature(position: 0, line: "— 証人 AAAA"),
                .timestamp(position: 0, authority: "http://tsa.example", token: [7, 8]),
                .destruction(key: 5, at: 1_795_136_524_000_000),
            ]
        )
    }

    @Test("what is written is read, and the bytes are those of the format")
    func roundTrip() throws {
        let segment = try Self.sample()
        let bytes = segment.encoded()
        #expect(try Segment(bytes) == segment)
        #expect(Segment.hash(of: bytes) == SHA256.hash(Array(bytes.dropLast(32))))
        let lines = stride(from: 0, to: bytes.count, by: 32).map { Hex.encode(bytes[$0..<min($0 + 32, bytes.count)]) }
        let difference = Golden.difference(of: lines.joined(separator: "\n") + "\n", from: "../../Golden/segment.txt")
        #expect(difference == nil)
    }

    @Test("what was written before anything could be added later is still read")
    func first() throws {
        let text = try String(
            contentsOf: Corpora.package.appending(path: "Tests/EvidenceStoreTests/Golden/segment-1.txt"),
            encoding: .utf8
        )
        let bytes = try #require(Hex.decode(text.filter { !$0.isNewline }))
        var expected = try Self.sample()
        expected.records.removeLast(3)
        expected.cursor.addition = 0
        #expect(try Segment(bytes) == expected)
    }

    @Test("any flipped bit and any cut is found")
    func flips() throws {
        let bytes = try Self.sample().encoded()
        for place in 0..<(bytes.count * 8) {
            var damaged = bytes
            damaged[place / 8] ^= 1 << UInt8(place % 8)
            #expect(throws: SegmentError.self) { try Segment(damaged) }
        }
        for length in 0..<bytes.count {
            #expect(throws: SegmentError.self) { try Segment(Array(bytes.prefix(length))) }
        }
        #expect(throws: SegmentError.self) { try Segment(bytes + [0]) }
    }

    @Test("bytes that have their hash and make no sense are refused or read, never a crash")
    func mutations() throws {
        let body = Array(try Self.sample().encoded().dropLast(32))
        var random = Seeded(state: 20_261_121)
        var read = 0
        for _ in 0..<20_000 {
            var mutant = body
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<mutant.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: mutant[place] = [0, 1, 127, 128, 255].randomElement(using: &random) ?? 0
                case 1: mutant[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: mutant.removeSubrange(place..<min(place + Int.random(in: 1...9, using: &random), mutant.count))
                default: mutant.insert(contentsOf: mutant[..<min(place, 9)], at: place)
                }
                if mutant.isEmpty { mutant = [0] }
            }
            let bytes = mutant + SHA256.hash(mutant).bytes
            guard let segment = try? Segment(bytes) else { continue }
            read += 1
            // Strict: one segment, one text of bytes.
            #expect(segment.encoded() == bytes)
        }
        #expect(read > 100)
    }

    @Test(
        "names sort as numbers do",
        arguments: [
            (1, "segments/000/000/000/001.segment"), (1_234_567, "segments/000/001/234/567.segment"),
            (999_999_999_999, "segments/999/999/999/999.segment"),
        ] as [(UInt64, String)]
    )
    func names(number: UInt64, name: String) {
        #expect(CopyName.segment(number) == name && CopyName.isValid(name))
    }

    @Test(
        "a tenant's name cannot leave its folder",
        arguments: [
            ("acme", "logs/tenant/acme/"), ("", "logs/operators/"), ("..", "logs/tenant/%2E%2E/"),
            ("a/b", "logs/tenant/a%2Fb/"), ("Acme", "logs/tenant/%41cme/"), ("日", "logs/tenant/%E6%97%A5/"),
        ]
    )
    func tenants(tenant: String, folder: String) {
        #expect(CopyName.log(tenant: tenant) == folder && CopyName.isValid(folder + "checkpoint"))
    }
}
