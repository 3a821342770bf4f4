import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("A tenant's evidence is handed on", .serialized, .timeLimit(.minutes(5)))
struct ExportTests {
    private static let python = Python.withModule("cryptography")

    @Test("an export is verified by two programs without a service, has nothing of another tenant, and bears no change")
    func export() async throws {
        let fixture = try await ErasureFixture()
        do {
            try await export(fixture)
            await fixture.stop()
        } catch {
            await fixture.stop(keep: true)
            throw error
        }
    }

    private func export(_ fixture: ErasureFixture) async throws {
        try await fixture.publish(from: 0, count: 8)
        let archives = try PlantedMarkers.both.map { markers in
            let archive = ExportedArchive(fixture.installation.path("\(markers.tenant).zip"))
            let result = try fixture.evidence(
                "\(markers.tenant)-audit",
                "export",
                "--tenant",
                markers.tenant,
                archive.path
            )
            #expect(result.status == 0, "\(result.output)\(result.error)")
            return archive
        }
        try expectRefused(fixture)
        try await expectRecorded(fixture, archives)
        let key = try archives[0].key()
        // From here on there is neither a service nor a network.
        for service in Installation.Service.allCases.reversed() { fixture.installation.program(service)?.stop() }
        for (archive, markers) in zip(archives, PlantedMarkers.both) {
            let others = PlantedMarkers.both.filter { $0.tenant != markers.tenant }.flatMap(\.needles)
            let found = try archive.found(others)
            #expect(found == [], "\(markers.tenant)")
            let words = markers.words.map(\.name)
            #expect(Set(try archive.found(markers.words)) == Set(words), "the search finds what is there")
            let verified = try archive.verified(key, python: Self.python)
            #expect(verified.ours.status == 0, "\(verified.ours)")
            #expect(verified.theirs?.status ?? 0 == 0, "\(String(describing: verified.theirs))")
        }
        try expectNoChange(of: archives[0], key)
    }

    /// One byte of each file of the archive, at its beginning, middle and end, and of the archive's own end.
    private func expectNoChange(of archive: ExportedArchive, _ key: String) throws {
        let changed = ExportedArchive(archive.path + ".changed.zip")
        let places = try archive.places()
        #expect(places.count > 20)
        for (name, place) in places {
            try archive.write(changed.path, flipping: place)
            let verified = try changed.verified(key, python: Self.python)
            #expect(verified.ours.status != 0, "\(name), byte \(place): \(verified.ours)")
            if let theirs = verified.theirs { #expect(theirs.status != 0, "\(name), byte \(place): \(theirs)") }
        }
    }

    /// Another tenant's evidence is not given out.
    private func expectRefused(_ fixture: ErasureFixture) throws {
        let path = fixture.installation.path("stolen.zip")
        let result = try fixture.evidence("acme-audit", "export", "--tenant", "globex", path)
        #expect(result.status != 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// The journal tells who took which evidence out.
    private func expectRecorded(_ fixture: ErasureFixture, _ archives: [ExportedArchive]) async throws {
        let told = try await fixture.reading.messages(.evidenceExported)
        #expect(told.count == 2)
        for (archive, markers) in zip(archives, PlantedMarkers.both) {
            let exported = try #require(
                try told.map { try $0.decode(EvidenceExported.self) }.first { $0.tenant == markers.tenant }
            )
            let manifest = try archive.manifest()
            #expect(exported.principal == "\(markers.tenant)-audit")
            #expect(exported.address == "127.0.0.1")
            #expect(Int64(exported.size) == manifest["size"]?.int)
            #expect(exported.root == manifest["root"]?.string)
            #expect(exported.filter == ExportFilter())
        }
    }

    @Test("changes of an export go into another store, once, and give the same findings there")
    func imported() async throws {
        let fixture = try await ErasureFixture()
        do {
            try await imported(fixture)
            await fixture.stop()
        } catch {
            await fixture.stop(keep: true)
            throw error
        }
    }

    private func imported(_ fixture: ErasureFixture) async throws {
        try await fixture.publish(from: 0, count: 8, tenants: [.acme])
        let archive = ExportedArchive(fixture.installation.path("acme.zip"))
        #expect(try fixture.evidence("acme-audit", "export", "--tenant", "acme", archive.path).status == 0)
        let key = try archive.key()
        let other = try await ErasureFixture()
        do {
            for round in 0..<2 {
                let result = try other.evidence(
                    "acme-ci",
                    "import",
                    "--verifier",
                    key,
                    "--operator-key",
                    other.installation.path("keys/operator.key"),
                    archive.path
                )
                #expect(result.status == 0, "\(result.output)\(result.error)")
                let expected = round == 0 ? "8 recorded, 0 repeats" : "0 recorded, 8 repeats"
                #expect(result.output.contains(expected), "\(result.output)")
                try await other.reading.waitUntilSettled(within: .seconds(30))
            }
            let ours = try await fixture.reading.messages(.configChanged).map(\.header.id)
            #expect(try await other.reading.messages(.configChanged).map(\.header.id) == ours)
            let told = try await other.reading.messages(.evidenceImported)
            #expect(try told.map { try $0.decode(EvidenceImported.self).messages } == [8])
            let before = await fixture.installation.findings(as: "acme-ci", status: "open") { !$0.isEmpty }
            let after = await other.installation.findings(as: "acme-ci", status: "open") { $0.count == before.count }
            #expect(!before.isEmpty && Set(before.map(\.state.finding)) == Set(after.map(\.state.finding)))
            // An archive that was changed is not taken in at all.
            let changed = archive.path + ".changed.zip"
            try archive.write(
                changed,
                flipping: try #require(try archive.places().first { $0.name.hasSuffix("ndjson") }).place
            )
            #expect(try other.evidence("acme-ci", "import", "--verifier", key, changed).status != 0)
            await other.stop()
        } catch {
            await other.stop(keep: true)
            throw error
        }
    }
}
