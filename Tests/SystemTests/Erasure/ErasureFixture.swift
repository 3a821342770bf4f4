import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport

/// An installation with two tenants that said much, of whom one leaves.
final class ErasureFixture {
    let installation: Installation
    let reading: JournalReading
    /// Everything of the tenant as it was before, to guess from.
    private(set) var before: [FeedMessage] = []
    /// Copies of the journal's folder, oldest first.
    private(set) var backups: [String] = []

    /// Where the store's copy goes.
    let copy: URL

    /// - Parameter journal: a database's URL; nil for files.
    init(journal: String? = nil) async throws {
        copy = FileManager.default.temporaryDirectory.appending(path: "settei-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        // Rules about buckets alone, so that the registry has read them at once.
        let packs = copy.appending(path: "../\(copy.lastPathComponent)-packs")
        try FileManager.default.createDirectory(at: packs, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: packs) }
        let pack = "aws-object-storage.yaml"
        try FileManager.default.copyItem(
            at: Corpora.package.appending(path: "deploy/policies/\(pack)"),
            to: packs.appending(path: pack)
        )
        installation = try Installation(
            integrators: ["acme-ci": ["acme"], "globex-ci": ["globex"]],
            auditors: ["acme-audit": ["acme"], "globex-audit": ["globex"]],
            policies: packs,
            tenants: ["acme.yaml": PlantedMarkers.acme.profile, "globex.yaml": PlantedMarkers.globex.profile],
            journal: journal,
            settings: [.evidenceStore: ["copy": copy.path]]
        )
        try await installation.startAll()
        reading = try await JournalReading(installation)
    }

    /// Has tenants say something, `count` times, and waits until all of it is assessed and told.
    func publish(
        from first: Int,
        count: Int,
        tenants: [PlantedMarkers] = [.acme, .globex]
    ) async throws {
        for markers in tenants {
            let client = try installation.client("\(markers.tenant)-ci")
            let messages = try (first..<first + count).map { try markers.message($0 + 1, bucket: $0 % 4) }
            _ = try await client.publish(messages.map(OutgoingMessage.init))
            await client.stop()
        }
        try await reading.waitUntilSettled(within: .seconds(30))
    }

    /// Copies the journal's folder as it lies there, while the store runs.
    @discardableResult
    func backUp() throws -> String {
        let place = installation.path("backup-\(backups.count)")
        try FileManager.default.copyItem(atPath: installation.path("journal"), toPath: place)
        backups.append(place)
        return place
    }

    /// Everything that is known of a tenant, by the kinds that tell of it.
    func messages(of tenant: String) async throws -> [FeedMessage] {
        var found: [FeedMessage] = []
        for kind in Kind.allCases {
            found += try await reading.positions(kind).filter {
                (try? ReceivedMessage($0.bytes))?.header.tenant == tenant
            }
        }
        return found
    }

    func remember() async throws { before = try await messages(of: "acme") }

    /// Runs `settei evidence …` as somebody.
    func evidence(_ principal: String, _ words: String...) throws -> (status: Int32, output: String, error: String) {
        try evidence(principal, words)
    }

    func evidence(_ principal: String, _ words: [String]) throws -> (status: Int32, output: String, error: String) {
        try Program.run("settei", ["evidence"] + words, environment: installation.environment(principal))
    }

    /// Orders the end of a tenant.
    func erase() throws -> (status: Int32, output: String, error: String) {
        try evidence(
            "operator",
            "erase",
            "--tenant",
            "acme",
            "--everything",
            "--reason",
            "contract ended",
            "--yes",
            "acme"
        )
    }

    /// Runs a tool of the store's on the journal.
    func tool(_ words: String...) throws -> (status: Int32, output: String, error: String) {
        try installation.tool(words)
    }

    /// Every file that the provider has: journal, keystore, backups, copies, logs.
    ///
    /// What was delivered, and what the tenants' own side keeps, is theirs.
    func files() throws -> [URL] {
        let delivered = ["notifications", "outbox-", "kept"]
        var found: [URL] = []
        let copied = FileManager.default.enumerator(at: copy, includingPropertiesForKeys: nil)
        while let url = copied?.nextObject() as? URL { if !url.hasDirectoryPath { found.append(url) } }
        let all = FileManager.default.enumerator(
            at: installation.directory,
            includingPropertiesForKeys: [.isRegularFileKey]
        )
        let root = installation.directory.resolvingSymlinksInPath().path
        while let url = all?.nextObject() as? URL {
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            let name = url.resolvingSymlinksInPath().path.dropFirst(root.count + 1)
            if !delivered.contains(where: { name.hasPrefix($0) }) { found.append(url) }
        }
        return found
    }

    /// Ends everything.
    func stop(keep: Bool = false) async {
        await reading.stop()
        installation.stop(keep: keep)
        if !keep { try? FileManager.default.removeItem(at: copy) }
    }

    /// Which needles are in which files.
    func search(_ needles: [Needle]) throws -> [String] {
        try files().flatMap { file in
            Needle.found(needles, in: try Data(contentsOf: file)).map { "\(file.lastPathComponent): \($0)" }
        }
    }
}
