import Crypto
import EvidenceLog
import TestSupport
import Testing

/// Every parser reads one form of a thing only, and lives through any bytes.
struct StrictnessTests {
    /// A format: its name, a sample, and what reading and writing again gives; nil where it is refused.
    typealias Format = (name: String, sample: [UInt8], again: @Sendable ([UInt8]) -> [UInt8]?)

    static func text(_ value: String?) -> [UInt8]? { value.map { Array($0.utf8) } }

    /// Swift's own reading repairs what is not UTF-8; that is not our parser's doing.
    static func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    static func formats() throws -> [Format] {
        let vkey = try LogSample.signer().verifier.vkey
        let line = try LogSample.note().signatures[1].text
        let bundle = try EntryBundle.encode(LogSample.leaves.prefix(2).map(\.bytes))
        return [
            ("leaf 1", version1.bytes, { Leaf(bytes: $0)?.bytes }),
            ("leaf 2", LogSample.leaves[1].bytes, { Leaf(bytes: $0)?.bytes }),
            ("forest leaf", try LogSample.forestLeaf().bytes, { ForestLeaf(bytes: $0)?.bytes }),
            ("store entry", try LogSample.anchor().entry.bytes, { StoreEntry(bytes: $0)?.bytes }),
            ("anchor", try LogSample.anchor().bytes, { AnchorExtra(bytes: $0)?.bytes }),
            ("message", MessageExtra(leaf: [1, 2], salt: LogSample.salt).bytes, { MessageExtra(bytes: $0)?.bytes }),
            ("bundle", bundle, { (try? EntryBundle.decode($0)).flatMap { try? EntryBundle.encode($0) } }),
            ("note", Array(try LogSample.note().encoded.utf8), { text((try? SignedNote(bytes: $0))?.encoded) }),
            ("proof", Array(try LogSample.proof().encoded.utf8), { text((try? TlogProof(bytes: $0))?.encoded) }),
            ("witness request", try LogSample.request().bytes, { (try? WitnessRequest(bytes: $0))?.bytes }),
            (
                "checkpoint", Array(try LogSample.checkpoint().text.utf8),
                { text((try? Checkpoint(text: string($0)))?.text) }
            ),
            ("verifier key", Array(vkey.utf8), { text((try? NoteVerifier(vkey: string($0)))?.vkey) }),
            ("signature line", Array(line.utf8), { text((try? SignatureLine(text: string($0)))?.text) }),
            ("tile path", Array("tile/1/x001/234.p/17".utf8), { text(TilePath(string($0))?.text) }),
            (
                "origin", Array(LogOrigin.tenant("a/é", of: "b").utf8),
                { LogOrigin.tenant(in: string($0), of: "b").map { Array(LogOrigin.tenant($0, of: "b").utf8) } }
            ),
        ]
    }

    static var version1: Leaf {
        var leaf = LogSample.leaves[1]
        leaf.header.peer = nil
        return leaf
    }

    @Test("samples are read, and written again byte for byte")
    func samples() throws {
        for format in try Self.formats() { #expect(format.again(format.sample) == format.sample, "\(format.name)") }
    }

    @Test("whatever happens to a sample, it is refused or read as exactly what it is")
    func mutations() throws {
        var random = Seeded(state: 11)
        for format in try Self.formats() {
            for _ in 0..<2_000 {
                let bytes = Self.mutated(format.sample, &random)
                guard let again = format.again(bytes) else { continue }
                let isRead =
                    again == bytes || again == Array(Self.string(bytes).utf8)
                    || format.name == "signature line" && again + [10] == bytes
                #expect(isRead, "\(format.name): \(Hex.encode(bytes))")
            }
        }
    }

    @Test("a proof, a signed note or a key with any one bit changed verifies nothing")
    func bits() throws {
        let (log, leaf) = (try LogSample.signer().verifier, LogSample.leaves[3].hash)
        let proof = Array(try LogSample.proof().encoded.utf8)
        let start = try #require(Self.place(of: "index", in: proof))
        let witness = try #require(Self.place(of: "— witness", in: proof))
        for place in start..<witness {
            for bit in 0..<8 {
                var changed = proof
                changed[place] ^= 1 << UInt8(bit)
                let isValid =
                    (try? TlogProof(bytes: changed).verify(leaf: leaf, origin: LogSample.origin, by: [log])) != nil
                #expect(!isValid, "byte \(place), bit \(bit)")
            }
        }
    }

    private static func place(of text: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(text.utf8)
        return bytes.indices.first { bytes[$0...].starts(with: wanted) }
    }

    private static func mutated(_ sample: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var bytes = sample
        for _ in 0...Int(random.next() % 3) {
            let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
            let other = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
            switch random.next() % 8 {
            case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(random.next() % 8)
            case 1 where !bytes.isEmpty: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 2 where !bytes.isEmpty: bytes.remove(at: place)
            case 3: bytes.insert([0, 10, 13, 32, 43, 48, 61, 255].randomElement(using: &random) ?? 0, at: place)
            case 4: bytes.removeLast(bytes.count - place)
            case 5: bytes.append(contentsOf: bytes[min(place, other)..<max(place, other)])
            case 6 where !bytes.isEmpty: bytes.swapAt(place, other)
            default: bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: place)
            }
        }
        return bytes
    }
}
