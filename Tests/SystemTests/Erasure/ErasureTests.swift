import Bus
import Crypto
import EvidenceLog
import Foundation
import Installation
import JSON
import Keystore
import Messages
import TestSupport
import Testing

@Suite("A tenant is erased", .serialized, .timeLimit(.minutes(5)))
struct ErasureTests {
    @Test("with the master key and every backup nothing of it can be read or guessed; proofs hold, the others go on")
    func everything() async throws {
        let fixture = try await ErasureFixture()
        do {
            try await everything(fixture)
            await fixture.stop()
        } catch {
            await fixture.stop(keep: true)
            throw error
        }
    }

    private func everything(_ fixture: ErasureFixture) async throws {
        let installation = fixture.installation
        try await fixture.publish(from: 0, count: 8)
        try fixture.backUp()
        try await fixture.publish(from: 8, count: 8)
        try await fixture.remember()
        try fixture.backUp()
        let proofs = try prove(fixture)
        // The keystore as it was, which only this test has: it shows that the search finds what there is.
        let keysBefore = try keys(fixture)
        // What the provider itself wrote of the tenant, by hand, it takes away by hand.
        try FileManager.default.removeItem(atPath: installation.path("tenants/acme.yaml"))
        let ordered = try fixture.erase()
        #expect(ordered.status == 0, "\(ordered.error)")
        try await waitUntilErased(fixture, count: 1)
        try await fixture.publish(from: 16, count: 4, tenants: [.globex])
        try fixture.backUp()

        try await expectHoles(fixture)
        try await expectTheOthersGoOn(fixture)
        try await expectNothingAfterRestart(fixture)
        for service in Installation.Service.allCases { installation.program(service)?.stop() }
        try fixture.backUp()
        try expectNothingToRead(fixture)
        try expectNothingToOpen(fixture, before: keysBefore)
        try expectProofs(fixture, proofs)
    }

    @Test("a hold prevents it, for what it holds and nothing else, until it is released")
    func hold() async throws {
        let fixture = try await ErasureFixture()
        do {
            try await hold(fixture)
            await fixture.stop()
        } catch {
            await fixture.stop(keep: true)
            throw error
        }
    }

    private func hold(_ fixture: ErasureFixture) async throws {
        try await fixture.publish(from: 0, count: 8)
        try await fixture.remember()
        func place(_ words: String...) throws {
            let result = try fixture.evidence("operator", ["hold", "place"] + words + ["--reason", "court order"])
            #expect(result.status == 0, "\(result.error)")
        }
        func release(_ name: String) throws {
            let result = try fixture.evidence("operator", "hold", "release", name, "--reason", "case closed")
            #expect(result.status == 0, "\(result.error)")
        }
        try place("whole", "--tenant", "acme")
        let refused = try fixture.erase()
        #expect(refused.status != 0)
        #expect("\(refused.output)\(refused.error)".contains("under-hold"), "\(refused)")
        #expect(try await unread(fixture).isEmpty, "a refused order erases nothing")
        try release("whole")

        let key = PlantedMarkers.acme.resource(2).key
        try place("bucket", "--tenant", "acme", "--resource", key)
        #expect(try fixture.erase().status == 0)
        try await waitUntilErased(fixture, count: 1)
        let kept = try await fixture.reading.positions(.configChanged).filter {
            try $0.position.erased != true && ReceivedMessage($0.bytes).header.tenant == "acme"
        }
        let expected = fixture.before.filter { (try? ReceivedMessage($0.bytes))?.header.kind == .configChanged }.filter
        {
            (try? ReceivedMessage($0.bytes))?.header.subject == key
        }
        #expect(!expected.isEmpty)
        #expect(kept.map(\.seq) == expected.map(\.seq), "the held changes and no other")
        #expect(kept.map(\.bytes) == expected.map(\.bytes))
        #expect(try fixture.tool("verify").status == 0)

        try release("bucket")
        let deadline = ContinuousClock.now + .seconds(10)
        while try await unread(fixture).count < fixture.before.count, ContinuousClock.now < deadline {}
        #expect(
            try await unread(fixture).sorted() == fixture.before.map(\.seq).sorted(),
            "what only the hold kept is destroyed with its release"
        )
        for service in Installation.Service.allCases { fixture.installation.program(service)?.stop() }
        let keys = try keys(fixture)
        let journal = try StolenJournal(fixture.installation.path("journal"))
        #expect(journal.opened(with: keys, PlantedMarkers.acme.words) == [])
        let verified = try fixture.tool("verify")
        #expect(verified.status == 0, "\(verified.output)\(verified.error)")
    }

    // MARK: Before

    /// Proofs and an export, as the tenant has them.
    private func prove(_ fixture: ErasureFixture) throws -> [String] {
        let folder = fixture.installation.path("kept")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ids = fixture.before.compactMap { try? ReceivedMessage($0.bytes) }.filter {
            [.configChanged, .configAssessed, .findingOpened].contains($0.header.kind)
        }.prefix(6).map(\.header.id)
        let proofs = try ids.map { id in
            let file = "\(folder)/\(id).tlog-proof"
            let result = try fixture.evidence("acme-ci", "prove", "--o", file, "\(id)")
            #expect(result.status == 0, "\(result.error)")
            return file
        }
        let result = try fixture.evidence("operator", "export", "--tenant", "acme", "\(folder)/acme.zip")
        #expect(result.status == 0, "\(result.error)")
        return proofs
    }

    private func keys(_ fixture: ErasureFixture) throws -> [[UInt8]] {
        let folder = fixture.installation.path("journal-keys")
        return try StolenJournal.keys(keystore: "\(folder)/keystore.sqlite", master: "\(folder)/master.key")
    }

    private func waitUntilErased(_ fixture: ErasureFixture, count: Int) async throws {
        let reading = fixture.reading
        let done = await waitUntil(limit: .seconds(20)) {
            (try? await reading.messages(.evidenceErased).count) == count
        }
        #expect(done, "the store does not say that it erased")
    }

    /// Messages of the tenant that only their headers are left of.
    private func unread(_ fixture: ErasureFixture) async throws -> [Int64] {
        let known = Set(fixture.before.map(\.seq))
        return try await fixture.messages(of: "acme").filter { $0.position.erased == true && known.contains($0.seq) }
            .map(\.seq)
    }

    // MARK: After

    private func expectHoles(_ fixture: ErasureFixture) async throws {
        let known = fixture.before.map(\.seq).sorted()
        #expect(try await unread(fixture).sorted() == known, "replay gives the headers of what was erased")
        let needles = PlantedMarkers.acme.needles
        let left = try await fixture.messages(of: "acme")
        for message in left where fixture.before.contains(where: { $0.seq == message.seq }) {
            #expect(Needle.found(needles, in: Data(message.bytes)) == [])
        }
        for status in ["open", "resolved"] {
            let found = try Program.run(
                "settei",
                ["findings", "--json", "--tenant", "acme", "--status", status],
                environment: fixture.installation.environment("operator")
            )
            #expect(found.status == 0, "\(found.error)")
            #expect(Needle.found(needles, in: Data("\(found.output)\(found.error)".utf8)) == [])
        }
        let export = fixture.installation.path("after.zip")
        let result = try fixture.evidence("operator", "export", "--tenant", "acme", export)
        #expect(result.status == 0, "\(result.error)")
        let verified = try Program.run("settei", ["evidence", "verify-export", export])
        #expect(verified.status == 0, "\(verified.output)\(verified.error)")
    }

    private func expectTheOthersGoOn(_ fixture: ErasureFixture) async throws {
        let others = try await fixture.messages(of: "globex")
        #expect(others.filter { (try? ReceivedMessage($0.bytes))?.header.kind == .configChanged }.count == 20)
        #expect(others.allSatisfy { $0.position.erased != true })
        let word = PlantedMarkers.globex.word
        let findings = await fixture.installation.findings(as: "globex-ci", status: "open") { !$0.isEmpty }
        #expect(findings.contains { $0.state.resource.id.hasPrefix(word) })
    }

    private func expectNothingAfterRestart(_ fixture: ErasureFixture) async throws {
        let installation = fixture.installation
        for service in Installation.Service.allCases.reversed() {
            #expect(installation.program(service)?.stop() == true)
        }
        let verified = try fixture.tool("verify")
        #expect(verified.status == 0, "\(verified.output)\(verified.error)")
        let rebuilt = try fixture.tool("rebuild", "--check")
        #expect(rebuilt.status == 0, "\(rebuilt.output)\(rebuilt.error)")
        // All of them read the journal from its beginning, holes and all.
        try await installation.startAll()
        #expect(try await unread(fixture).sorted() == fixture.before.map(\.seq).sorted())
    }

    private func expectNothingToRead(_ fixture: ErasureFixture) throws {
        let received = fixture.before.compactMap { try? ReceivedMessage($0.bytes) }
        #expect(received.count == fixture.before.count)
        let guesses = PlantedMarkers.acme.guesses(received, fixture.before.map(\.bytes))
        #expect(try fixture.search(PlantedMarkers.acme.needles + guesses) == [])
        #expect(try fixture.files().count > 20)
    }

    private func expectNothingToOpen(_ fixture: ErasureFixture, before: [[UInt8]]) throws {
        let acme = PlantedMarkers.acme.words
        let left = try keys(fixture)
        #expect(!left.isEmpty && !Set(left).isSuperset(of: before))
        #expect(fixture.backups.count == 4)
        for (number, backup) in fixture.backups.enumerated() {
            let journal = try StolenJournal(backup)
            #expect(journal.sealed.count > 50)
            #expect(journal.opened(with: left, acme) == [], "backup \(number)")
            // The same search finds what there was, and what there is: it would have found more.
            let whole = journal.opened(with: before, acme)
            #expect(whole.isSuperset(of: acme.map(\.name)), "backup \(number)")
            #expect(!journal.opened(with: left, PlantedMarkers.globex.words).isEmpty, "backup \(number)")
        }
    }

    private func expectProofs(_ fixture: ErasureFixture, _ proofs: [String]) throws {
        #expect(proofs.count == 6)
        let key = try SigningKeyFile.key(at: fixture.installation.path("journal-keys/signing.key")).publicKey
        let python = Python.withModule("cryptography")
        let script = Corpora.package.appending(path: "Tests/Verifier/verify.py").path
        let said = try proofs.map { try Data(contentsOf: URL(filePath: $0.replacing(".tlog-proof", with: ".json"))) }
        let words = PlantedMarkers.acme.words
        #expect(said.contains { Needle.found(words, in: $0).count == words.count }, "the search finds what is there")
        for file in proofs {
            let proof = try TlogProof(bytes: Array(try Data(contentsOf: URL(filePath: file))))
            let origin = try Checkpoint(text: proof.checkpoint.text).origin
            let extra = try #require(proof.extra.flatMap { MessageExtra(bytes: $0) })
            let leaf = try #require(Leaf(bytes: extra.leaf))
            let verifier = NoteVerifier(name: origin, key: key)
            _ = try proof.verify(leaf: leaf.hash, origin: origin, by: [verifier])
            guard let python else { continue }
            let message = file.replacing(".tlog-proof", with: ".json")
            let result = try python.run([script, "proof", file, "--key", verifier.vkey, "--message", message])
            #expect(result.status == 0, "\(result.output)\(result.error)")
        }
        let archive = fixture.installation.path("kept/acme.zip")
        let result = try Program.run("settei", ["evidence", "verify-export", archive])
        #expect(result.status == 0, "\(result.output)\(result.error)")
    }
}
