import Archive
import Crypto
import Foundation
import JSON
import Keystore
import Messages
import SQL
import Testing

@testable import EvidenceStore

@Suite("what is in a backup", .inFiles)
struct BackupTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sql: String
    }

    static let damages = [
        Row(
            testDescription: "a content",
            sql: "UPDATE messages SET sealed = zeroblob(length(sealed)) WHERE seq = 5"
        ),
        Row(testDescription: "a message is missing", sql: "DELETE FROM messages WHERE seq = 5"),
        Row(
            testDescription: "a checkpoint",
            sql: "UPDATE store_log SET checkpoint = replace(checkpoint, '\n', '\r\n')"
        ),
        Row(testDescription: "an entry is missing", sql: "DELETE FROM store_log WHERE position = 0"),
        Row(testDescription: "a tile's root", sql: "UPDATE tiles SET root = zeroblob(32)"),
    ]

    @Test("a backup of a damaged journal is not restored, though its own hashes are right", arguments: damages)
    func damagedJournal(row: Row) throws {
        let fixture = try BackupFixture()
        try fixture.record(600, "a")
        try fixture.store.journal.database.execute(row.sql)
        _ = try fixture.backUp()
        var restore = try fixture.restore()
        restore.acceptsLoss = true
        #expect(throws: BackupError.self) { try restore.run() }
        #expect(!FileManager.default.fileExists(atPath: fixture.restored))
        #expect(!FileManager.default.fileExists(atPath: fixture.restored + ".restoring"))
    }

    @Test("an archive with any part flipped, cut or added is refused", arguments: [0.0, 0.1, 0.5, 0.9, 0.999])
    func damagedArchive(place: Double) throws {
        let fixture = try BackupFixture()
        try fixture.record(100, "a")
        _ = try fixture.backUp()
        var bytes = Array(try #require(FileManager.default.contents(atPath: fixture.archive)))
        bytes[Int(Double(bytes.count - 1) * place)] ^= 1
        let path = URL(filePath: fixture.archive)
        for damaged in [bytes, Array(bytes.dropLast(1)), bytes + [0]] {
            try Data(damaged).write(to: path)
            #expect(throws: (any Error).self) {
                var restore = try fixture.restore()
                restore.acceptsLoss = true
                _ = try restore.run()
            }
            #expect(!FileManager.default.fileExists(atPath: fixture.restored))
        }
    }

    @Test("another archive under a right manifest is refused")
    func exchanged() throws {
        let fixture = try BackupFixture()
        try fixture.record(20, "a")
        let manifest = try fixture.backUp()
        let archive = try ArchiveWriter(path: fixture.archive, time: 0)
        try archive.add(Backup.journalFile, Array("something else".utf8))
        try archive.add(BackupManifest.name, manifest.encoded())
        try archive.finish()
        #expect(throws: BackupError.self) { try fixture.restore().run() }
    }

    @Test("no key is in any backup, in no usual encoding, and neither part has the other's")
    func keys() throws {
        let fixture = try BackupFixture()
        try fixture.record(20, "a")
        _ = try fixture.backUp()
        let provider = fixture.folder.path + "/provider.zip"
        let settings = fixture.folder.path + "/principals.yaml"
        try Data("principals: []\n".utf8).write(to: URL(filePath: settings))
        let configuration = fixture.store.configuration
        let backup = Backup(configuration: configuration, version: "test", now: fixture.store.now)
        let vault = fixture.store.journal.vault
        let manifest = try backup.writeProvider(to: provider, files: [settings], vault: vault)
        #expect(manifest.files.count == 3)
        let kids = try fixture.store.journal.database.all("SELECT kid FROM keys") { $0.blob(0) }
        let raw = try kids.compactMap { try KeyID(bytes: $0).flatMap { try vault.bytes(of: $0) } }
        #expect(raw.count > 3)
        var markers = raw.flatMap { [Data($0), Data(Hex.encode($0).utf8), Data($0).base64EncodedData()] }
        guard case .file(let master) = configuration.keys.master else { return }
        for path in [master, configuration.keys.signing] {
            let text = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
            let secret = try #require(text.split(separator: ":").last?.trimmingCharacters(in: .newlines))
            markers += [Data(secret.utf8), try #require(Data(base64Encoded: secret))]
        }
        for archive in [fixture.archive, provider] {
            let data = try #require(FileManager.default.contents(atPath: archive))
            #expect(markers.allSatisfy { data.range(of: $0) == nil }, "\(archive)")
        }
        let settingsOnly = try #require(FileManager.default.contents(atPath: provider))
        #expect(settingsOnly.range(of: Data("globex".utf8)) == nil)
    }

    @Test("a file with a key in it is not taken into a backup")
    func secrets() throws {
        let fixture = try BackupFixture()
        let keys = fixture.store.configuration.keys
        guard case .file(let master) = keys.master else { return }
        let renamed = fixture.folder.path + "/harmless.yaml"
        try FileManager.default.copyItem(atPath: keys.signing, toPath: renamed)
        let socket = fixture.folder.path + "/socket"
        try Data("public abc\nsecret def\n".utf8).write(to: URL(filePath: socket))
        var paths = [keys.keystore, master, keys.signing, renamed, socket]
        let body = String(repeating: "MIIEvQIBADANBgkq", count: 4)
        for (name, text) in [
            ("pem", "-----BEGIN PRIVATE KEY-----\n\(body)\n"),
            ("crlf", "-----BEGIN RSA PRIVATE KEY-----\r\n\(body)\r\n"),
            ("yaml", "key: |\n  -----BEGIN EC PRIVATE KEY-----\n  \(body)\n"),
            ("json", #"{"private_key":"-----BEGIN PRIVATE KEY-----\n"# + body + "\"}"),
            ("old", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"),
        ] {
            paths.append(fixture.folder.path + "/" + name)
            try Data(text.utf8).write(to: URL(filePath: fixture.folder.path + "/" + name))
        }
        for path in paths {
            #expect(throws: BackupError.self, "\(path)") { try IncludedFile.all(at: path, besides: keys) }
        }
    }

    @Test("rules and tenants as they are shipped go into a backup, also rules that look for keys")
    func shipped() throws {
        let fixture = try BackupFixture()
        let keys = fixture.store.configuration.keys
        for folder in ["deploy/policies", "deploy/tenants"] {
            let files = try IncludedFile.all(at: FileManager.default.currentDirectoryPath + "/" + folder, besides: keys)
            #expect(files.count > 1)
        }
    }

    @Test("the provider's settings are unpacked as they were published")
    func provider() throws {
        let fixture = try BackupFixture()
        try fixture.record(20, "a")
        _ = try fixture.backUp()
        let path = fixture.folder.path + "/provider.zip"
        let backup = Backup(configuration: fixture.store.configuration, version: "test", now: fixture.store.now)
        _ = try backup.writeProvider(to: path, files: [], vault: fixture.store.journal.vault)
        let reader = try BackupReader(path: path)
        let folder = fixture.folder.path + "/settings"
        try reader.unpack(to: folder)
        for file in reader.manifest.files {
            let bytes = try #require(FileManager.default.contents(atPath: folder + "/" + file.name))
            let root = try JSONDocument(Array(bytes)).root
            let id = try #require(root.member("id")?.string.flatMap { MessageID($0) })
            #expect(fixture.known[id]?.bytes == Array(bytes))
        }
        #expect(reader.manifest.files.count == 2)
        var restore = try Restore(
            backup: reader,
            configuration: fixture.restore().configuration,
            now: fixture.store.now
        )
        restore.acceptsLoss = true
        #expect(throws: BackupError.otherPart(.provider)) { try restore.run() }
    }
}
