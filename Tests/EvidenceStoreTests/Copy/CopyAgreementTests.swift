import EvidenceLog
import Foundation
import Keystore
import SQL
import TestSupport
import Testing

@testable import EvidenceStore

@Suite("a second verifier, written from the format alone, agrees about copies", .inFiles, .timeLimit(.minutes(5)))
struct CopyAgreementTests {
    private static let python = Python.withModule("cryptography")

    /// A copy with every kind of object: segments, tiles and bundles, full and partial, of a tenant and the store.
    private static func fixture() throws -> CopyFixture {
        let fixture = try CopyFixture()
        try fixture.record(300, tenants: ["acme"])
        for _ in 0..<3 {
            try fixture.copy()
            try fixture.record(10)
        }
        try fixture.cosign(2, by: 1)
        try fixture.cosign(1, by: 0)
        if TimestampAuthority.isAvailable { try fixture.stamp(1, by: TimestampAuthority()) }
        try fixture.erase("globex")
        try fixture.copy()
        return fixture
    }

    private static func objects(_ fixture: CopyFixture) throws -> [String] {
        try ["segments/", "logs/"].flatMap { try fixture.target.list($0, after: "", limit: 1_000) }
    }

    /// Whether ours and theirs find nothing; nil where they disagree.
    private func isWhole(_ fixture: CopyFixture, _ what: String) async throws -> Bool? {
        let script = Corpora.package.appending(path: "Tests/Verifier/verify_copy.py").path
        let python = try #require(Self.python)
        let witnesses = fixture.witnesses.flatMap { ["--witness", $0.verifier.vkey] }
        let theirs = try await python.runApart(
            [script, fixture.folder.path, "--key", fixture.verifier().vkey] + witnesses
        )
        let ours = try fixture.verify().problems
        #expect([0, 1].contains(theirs.status) && !theirs.error.contains("Traceback"), "\(what): \(theirs)")
        #expect(ours.isEmpty == (theirs.status == 0), "\(what): \(ours.map(\.description)), \(theirs)")
        return ours.isEmpty == (theirs.status == 0) ? ours.isEmpty : nil
    }

    @Test("every object of a copy: a bit flipped, the end cut off, taken away", .enabled(if: python != nil))
    func objects() async throws {
        let fixture = try Self.fixture()
        #expect(try await isWhole(fixture, "as it is") == true)
        let names = try Self.objects(fixture)
        for part in [
            ".segment", "/checkpoint", "tile/0/000", ".p/", "tile/entries/000", "tile/1/000.p", "logs/store/",
            "logs/tenant/acme/",
        ] {
            #expect(names.contains { $0.contains(part) }, "\(part)")
        }
        var random = Seeded(state: 7)
        for name in names {
            let bytes = try #require(try fixture.target.read(name))
            var flipped = bytes
            flipped[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            for (what, other) in [("flipped", flipped), ("cut", Array(bytes.dropLast()))] {
                try fixture.place(name, other)
                #expect(try await isWhole(fixture, "\(name) \(what)") == false)
            }
            try fixture.place(name, nil)
            let isFound = try await isWhole(fixture, "\(name) taken away") == false
            // Nobody needs the older ones any more, nor a checkpoint to read the segments.
            let isNeeded =
                !name.hasSuffix("/checkpoint") && !name.contains(".p/")
                && name != names.last { $0.hasSuffix(".segment") }
            if isNeeded { #expect(isFound, "\(name) is gone") }
            try fixture.place(name, bytes)
        }
        #expect(try await isWhole(fixture, "put back") == true)
    }

    @Test(
        "what somebody did to a copy",
        .enabled(if: python != nil),
        arguments: CopyVerifierTests.tamperings + CopyAdditionTests.tamperings
    )
    func tampering(_ tampering: CopyVerifierTests.Tampering) async throws {
        let fixture = try Self.fixture()
        try tampering.act(fixture)
        // Without keys nobody sees what is sealed.
        let isSealed = tampering.testDescription.contains("sealed")
        guard !isSealed else { return }
        #expect(try await isWhole(fixture, tampering.testDescription) == false)
    }

    @Test(
        "the name that checkpoints bear after a restore goes on in the same copy, and none goes back",
        .enabled(if: python != nil)
    )
    func restored() async throws {
        let fixture = try Self.fixture()
        let database = fixture.store.journal.database
        var origins = try JournalOrigins(in: database)
        let entries = try RestoredTail.cursor(of: database).entries
        try database.transaction { _ = try origins.begin(at: entries, in: database) }
        let before = try fixture.verifier()
        try fixture.store.reopen()
        try fixture.record(10)
        try fixture.copy()
        #expect(try fixture.segments().last?.cursor.entries == entries + 1)
        #expect(try await isWhole(fixture, "restored") == true)
        let key = try SigningKeyFile.key(at: fixture.store.configuration.keys.signing)
        try fixture.rewrite { segments in
            for record in segments[segments.count - 2].records.indices {
                guard case .entry(var entry) = segments[segments.count - 2].records[record],
                    let note = try? SignedNote(encoded: entry.checkpoint),
                    let checkpoint = try? Checkpoint(text: note.text)
                else { continue }
                let name = before.name.replacing("/store", with: "~3/store")
                let text = Checkpoint(origin: name, size: checkpoint.size, root: checkpoint.root).text
                entry.checkpoint = (try? NoteSigner(name: name, key: key).note(text).encoded) ?? ""
                segments[segments.count - 2].records[record] = .entry(entry)
            }
        }
        #expect(try await isWhole(fixture, "a name after a later one") == false)
    }

    @Test("objects that are swapped, and such as no copy has", .enabled(if: python != nil))
    func others() async throws {
        let fixture = try Self.fixture()
        let names = try Self.objects(fixture).filter { !$0.hasSuffix("/checkpoint") }
        for (first, second) in zip(names, names.dropFirst()) {
            let bytes = try (fixture.target.read(first), fixture.target.read(second))
            guard bytes.0 != bytes.1 else { continue }
            try fixture.place(first, bytes.1)
            try fixture.place(second, bytes.0)
            #expect(try await isWhole(fixture, "\(first) and \(second) swapped") == false)
            try fixture.place(first, bytes.0)
            try fixture.place(second, bytes.1)
        }
        for name in ["logs/tenant/acme/tile/0/900", "logs/store/tile/9/000", "logs/store/extra", "logs/store/tile/0/1"]
        {
            let bytes = [UInt8](repeating: 1, count: 8_192)
            let folder = (fixture.folder.path + "/" + name).split(separator: "/").dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(atPath: "/" + folder, withIntermediateDirectories: true)
            try fixture.place(name, bytes)
            #expect(try await isWhole(fixture, "\(name) added") == false)
            try fixture.place(name, nil)
        }
        #expect(try await isWhole(fixture, "put back") == true)
    }
}
