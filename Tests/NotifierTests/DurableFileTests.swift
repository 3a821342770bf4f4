import Foundation
import Testing

@testable import Notifier

@Suite("Durable files")
struct DurableFileTests {
    let directory = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID())").path

    @Test("files are whole, in directories made for them, and a repeat replaces them")
    func write() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let folder = "\(directory)/a/b"
        for text in ["one", "two"] { try write(["x.eml": "mail \(text)", "x.json": text], in: folder, unique: text) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["x.eml", "x.json"])
        #expect(try text("x.eml", in: folder) == "mail two")
        #expect(try text("x.json", in: folder) == "two")
    }

    @Test("what a crash left half written is neither read nor in the way")
    func leftover() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write(["x.json": "old"], in: directory, unique: "1")
        try Data("ha".utf8).write(to: URL(filePath: "\(directory)/.x.json.2"))
        #expect(try text("x.json", in: directory) == "old")
        try write(["x.json": "new"], in: directory, unique: "2")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["x.json"])
    }

    @Test("a failure says which call on which file, and leaves that one and those after it as they were")
    func failure() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for name in ["a", "c"] { try write([name: "old"], in: directory, unique: "1") }
        // A folder is not replaced by a file.
        try FileManager.default.createDirectory(atPath: "\(directory)/b/inside", withIntermediateDirectories: true)
        let error = #expect(throws: DurableFileError.self) {
            try write(["a": "new", "b": "new", "c": "new"], in: directory, unique: "2")
        }
        #expect(error?.call == "rename" && error?.path == "\(directory)/b", "\(String(describing: error))")
        #expect(try text("a", in: directory) == "new")
        #expect(try text("c", in: directory) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["a", "b", "c"])
    }

    private func write(_ files: KeyValuePairs<String, String>, in folder: String, unique: String) throws {
        let files = files.map { DurableFile(name: $0.key, bytes: Array($0.value.utf8)) }
        try DurableFile.write(files, in: folder, unique: unique)
    }

    private func text(_ name: String, in folder: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }
}
