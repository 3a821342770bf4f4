import Foundation
import SQLite
import TestSupport
import Testing

@testable import EvidenceStore

/// Single bits at random places of every stored file: each is found and its place named, or lies where nobody reads.
@Suite("a flipped bit", .timeLimit(.minutes(10)), .enabled(if: !TemporaryJournal.isOnServer))
struct FlipTests {
    /// Flips in all; `SETTEI_TAMPER_FLIPS=10000` for as many as the product was shown with.
    static let count = Int(ProcessInfo.processInfo.environment["SETTEI_TAMPER_FLIPS"] ?? "") ?? 1_000

    @Test("in the database or the keystore is found, and the page is named")
    func databases() throws {
        let fixture = try TamperFixture()
        #expect(try fixture.fsck { _ in } == [])
        var random = Seeded(state: 1)
        for (file, share) in [("/journal.sqlite", 7), ("-keys/keystore.sqlite", 2)] {
            let path = fixture.original.directory + file
            let size = max(512, PageSums(checking: path).pageSize)
            for _ in 0..<Self.count * share / 10 {
                let flip = try Flip(path, &random)
                let page = flip.offset / size + 1
                let found = PageSums(checking: path)
                // Where the header itself does not say any more that pages have sums, that is said.
                #expect(found.damaged == [page] || page == 1 && (found.problem != nil || found.damaged.contains(1)))
                try flip.undo()
            }
        }
        #expect(try fixture.fsck { _ in } == [])
    }

    @Test("in the write-ahead log is found, and the frame is named, or is behind the last frame that is read")
    func writeAheadLog() throws {
        let fixture = try TamperFixture()
        let path = fixture.original.directory + "/journal.sqlite-wal"
        let whole = WriteAheadLog(checking: path)
        #expect(whole.problem == nil && whole.committedFrames > 0)
        var random = Seeded(state: 2)
        var unused = 0
        for _ in 0..<Self.count / 20 {
            let flip = try Flip(path, &random)
            if WriteAheadLog(checking: path).problem == nil {
                #expect(flip.offset >= whole.usedBytes, "offset \(flip.offset)")
                unused += 1
            }
            try flip.undo()
        }
        #expect(unused < Self.count / 20)
    }

    @Test("in a key is found", arguments: ["master.key", "signing.key"])
    func keys(_ name: String) throws {
        let fixture = try TamperFixture()
        var random = Seeded(state: 3)
        let path = fixture.original.directory + "-keys/" + name
        for _ in 0..<Self.count / 40 {
            let flip = try Flip(path, &random)
            #expect(!fixture.fsck(fixture.original, [.keys]).isEmpty, "bit \(flip.bit) of byte \(flip.offset)")
            try flip.undo()
        }
    }

    @Test("is told by the whole of fsck, whatever it makes of the rest")
    func whole() throws {
        let fixture = try TamperFixture()
        var random = Seeded(state: 4)
        for _ in 0..<max(4, Self.count / 100) {
            let place = try fixture.original.copy()
            defer { place.remove() }
            let file = ["/journal.sqlite", "/journal.sqlite-wal", "-keys/keystore.sqlite"].randomElement(using: &random)
            let flip = try Flip(place.directory + (file ?? ""), &random)
            let faults = fixture.fsck(place)
            #expect(faults.contains { $0.step == .files }, "\(flip.path) \(flip.offset): \(faults)")
        }
    }

    @Test("in the copy is found, and the object is named")
    func copy() throws {
        let fixture = try CopyFixture()
        try fixture.record(600)
        try fixture.copy()
        let files = try Flip.files(in: fixture.folder.path)
        var random = Seeded(state: 5)
        var unseen: [String] = []
        for _ in 0..<Self.count / 20 {
            let flip = try Flip(try #require(files.randomElement(using: &random)), &random)
            let problems = (try? fixture.verify(opened: true))?.problems.map(\.description) ?? ["cannot be read"]
            if problems.isEmpty { unseen.append("\(flip.path) byte \(flip.offset) bit \(flip.bit)") }
            try flip.undo()
        }
        #expect(unseen == [])
    }
}

/// One bit of a file that was turned over.
private struct Flip {
    let path: String
    let offset: Int
    let bit: Int
    private let old: UInt8

    init(_ path: String, _ random: inout Seeded) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { try? file.close() }
        self.path = path
        offset = Int.random(in: 0..<max(1, Int(try file.seekToEnd())), using: &random)
        bit = Int.random(in: 0..<8, using: &random)
        try file.seek(toOffset: UInt64(offset))
        old = try file.read(upToCount: 1)?.first ?? 0
        try write(old ^ 1 << UInt8(bit), file)
    }

    func undo() throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { try? file.close() }
        try write(old, file)
    }

    private func write(_ byte: UInt8, _ file: FileHandle) throws {
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: [byte])
    }

    /// The files below a folder that are not empty.
    static func files(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { folder + "/" + $0 }.filter {
            let attributes = try FileManager.default.attributesOfItem(atPath: $0)
            return attributes[.type] as? FileAttributeType == .typeRegular && (attributes[.size] as? Int ?? 0) > 0
        }
    }
}
