import Diagnostics
import Foundation
import Testing

@testable import EvidenceStore
@testable import ServiceKit

/// What an operator is told when the store cannot start, or cannot take over what changed.
@Suite("Start of the store")
struct StartTests {
    private func configuration(_ arguments: [String]) throws -> Configuration {
        var loader = ConfigurationLoader(EvidenceStoreMain.declaration.allKeys)
        let loaded = loader.load(arguments: arguments, environment: [:])
        guard case .ready(_, let configuration) = loaded else { throw StoreFailure(description: "\(loaded)") }
        return configuration
    }

    @Test("what hinders the start ends it as settings, as something of others, or as a mistake of ours")
    func reasons() throws {
        let configuration = try configuration(["--journal", "/j", "--signing-key", "/s"])
        for (error, file) in [
            (JournalError.directory("/j", reason: "Permission denied"), "--journal"),
            (.foreignSignature(key: "k"), "--signing-key"),
            (.keys("/k: No such file or directory"), "keystore, master-key, signing-key"),
        ] {
            let told = try #require(error.atStart(configuration) as? Diagnostics)
            #expect(told.errors.map(\.file) == [file])
            #expect(told.errors.first?.message == error.description)
        }
        for error in [JournalError.locked(directory: "/j"), .tooNew(version: 9, known: 4)] {
            #expect((error.atStart(configuration) as? ServiceUnavailable)?.description == error.description)
        }
        #expect(JournalError.fault("x").atStart(configuration) is JournalError)
    }

    @Test("a key that is there is never to be made anew; one that is not comes back from its copy")
    func keyHint() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "start-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let open = folder.path + "/open.key"
        try Data("x".utf8).write(to: URL(filePath: open))
        chmod(open, 0o644)
        for (path, words) in [(open, nil), (folder.path + "/none.key", "put its copy back")] {
            let error = #expect(throws: Diagnostics.self) { try StoreSettings(configuration(["--key", path])) }
            let told = try #require(error?.errors.first { $0.file == "--key" })
            #expect(told.hint?.contains(words ?? "") == words.map { _ in true })
        }
    }

    @Test("an empty journal does not begin where the keystore has keys of another: its volume may not be mounted")
    func otherJournal() throws {
        let store = try TemporaryJournal()
        defer { store.close() }
        var elsewhere = store.configuration
        elsewhere.directory = store.directory + "-elsewhere"
        defer { try? FileManager.default.removeItem(atPath: elsewhere.directory) }
        func openElsewhere() throws { _ = try Journal(configuration: elsewhere, now: store.now) }

        let first = store.change("first")
        _ = try store.journal.commit([first], now: store.now)
        store.close()
        for _ in 0..<2 {
            let error = #expect(throws: JournalError.self) { try openElsewhere() }
            #expect(error?.description.contains("the journal is new and empty") == true)
        }
        // Where it was it goes on.
        try store.reopen()
        #expect(try store.journal.commit([first], now: store.now).recorded.isEmpty)
    }

    @Test("a list of principals with mistakes is seen in the metrics until it has none")
    func principals() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "principals-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        let running = try RunningStore { $0.principalsFile = PrincipalsFile(path: file.path) }
        defer { running.stop() }
        for (text, held) in [("principals: [", 1.0), ("principals: []\n", 0), ("principls: []\n", 1)] {
            try Data(text.utf8).write(to: file)
            running.store.reload()
            #expect(running.metric("settei_store_principals_held_back") == held, "\(text)")
        }
    }

    @Test("a store that waits says once why, and again when that becomes something else")
    func standby() {
        let (destination, health) = (MemoryLog(), Health())
        let log = Log(service: "test", to: destination)
        var telling = StandbyTelling()
        let findings: [Standby.Finding] = [
            .unknown("refused"), .unknown("refused"), .unknown("no such host"), .taken, .taken, .unknown("refused"),
        ]
        for finding in findings { telling.tell(finding, log: log, health: health) }
        let lines = destination.records
        #expect(lines.map(\.level) == [.warning, .warning, .notice, .warning])
        #expect(lines.compactMap { $0[.reason] } == ["refused", "no such host", "refused"])
        #expect(lines.allSatisfy { $0.message.hasPrefix("not serving") || $0.message.hasPrefix("standing by") })
    }
}
