import Foundation
import Testing

@testable import Notifier

@Suite("Durable files")
struct DurableFileTests {
    let directory = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID())").path

    @Test("a file is whole, in directories made for it, and a repeat replaces it")
    func write() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let folder = "\(directory)/a/b"
        try DurableFile.write(Array("one".utf8), to: "x.json", in: folder, unique: "1")
        try DurableFile.write(Array("two".utf8), to: "x.json", in: folder, unique: "2")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["x.json"])
        #expect(try String(contentsOfFile: "\(folder)/x.json", encoding: .utf8) == "two")
    }

    @Test("what a crash left half written is neither read nor in the way")
    func leftover() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try DurableFile.write(Array("old".utf8), to: "x.json", in: directory, unique: "1")
        try Data("ha".utf8).write(to: URL(filePath: "\(directory)/.x.json.2"))
        #expect(try String(contentsOfFile: "\(directory)/x.json", encoding: .utf8) == "old")
        try DurableFile.write(Array("new".utf8), to: "x.json", in: directory, unique: "2")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["x.json"])
    }

    @Test("a failure says which call on which file, and leaves the old file")
    func failure() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try DurableFile.write(Array("old".utf8), to: "x", in: directory, unique: "1")
        let error = #expect(throws: DurableFileError.self) {
            try DurableFile.write([], to: "y", in: "\(directory)/x", unique: "1")
        }
        #expect(error?.description.contains("/x") == true)
        #expect(try String(contentsOfFile: "\(directory)/x", encoding: .utf8) == "old")
    }
}
