import Foundation
import TestSupport
import Testing

@testable import Archive

@Suite("ZIP archives")
struct ArchiveTests {
    private let folder = TemporaryFolder()

    @Test("what is written is read again, byte for byte", arguments: [0xFFFF_FFFF, 1_000, 1] as [UInt64])
    func roundTrip(limit: UInt64) throws {
        let contents = Self.contents
        let path = try archive(contents, limit: limit)
        let reader = try ArchiveReader(path: path)
        #expect(reader.entries.map(\.name) == contents.map(\.name))
        for (name, content) in contents {
            #expect(try reader.read(name) == content)
            #expect(reader.entry(name)?.size == UInt64(content.count))
        }
        #expect(!FileManager.default.fileExists(atPath: path + ".part"))
    }

    @Test("other people's tools read it, zip64 and all", arguments: [0xFFFF_FFFF, 1_000, 1] as [UInt64])
    func otherTools(limit: UInt64) throws {
        let path = try archive(Self.contents, limit: limit)
        let python = try #require(Python.withModule("zipfile"))
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1]) as z:
                assert z.testzip() is None
                for i in z.infolist(): print(i.filename, i.file_size, "%08x" % i.CRC, i.date_time)
            """
        let result = try python.run(["-c", script, path])
        #expect(result.status == 0, "\(result.error)")
        let said = result.output.split(separator: "\n").map(String.init)
        let expected = try ArchiveReader(path: path).entries.map { entry in
            let checksum = String(entry.checksum, radix: 16)
            let digits = String(repeating: "0", count: 8 - checksum.count) + checksum
            return "\(entry.name) \(entry.size) \(digits) (2026, 11, 21, 12, 34, 56)"
        }
        #expect(said == expected)
    }

    @Test("we read what Python stores")
    func python() throws {
        let python = try #require(Python.withModule("zipfile"))
        let path = folder.path("theirs.zip")
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], "w") as z:
                z.writestr("a.txt", "alpha")
                z.writestr("設定/b.txt", b"\\x00\\xff" * 5000)
                with z.open("large", "w", force_zip64=True) as f: f.write(b"x" * 70000)
            """
        #expect(try python.run(["-c", script, path]).status == 0)
        let reader = try ArchiveReader(path: path)
        #expect(reader.entries.map(\.name) == ["a.txt", "設定/b.txt", "large"])
        #expect(try reader.read("a.txt") == Array("alpha".utf8))
        #expect(try reader.read("large").count == 70_000)
    }

    @Test(
        "an archive that uses what we do not read says what",
        arguments: [
            ("z.writestr(zipfile.ZipInfo('a'), 'x' * 99, compress_type=zipfile.ZIP_DEFLATED)", "a is compressed"),
            ("z.writestr('../a', 'x')", "the name \"../a\""), ("z.writestr('/a', 'x')", "the name \"/a\""),
            ("z.writestr('a/', '')", "the name \"a/\""), ("z.writestr('c:a', 'x')", "the name \"c:a\""),
            ("z.writestr('a', 'x'); z.writestr('a', 'y')", "two entries have the name a"),
            ("z.writestr('a', 'x'); z.comment = b'hello'", "does not end as an archive ends"),
        ]
    )
    func unsupported(script: String, says: String) throws {
        let python = try #require(Python.withModule("zipfile"))
        let path = folder.path("theirs.zip")
        let run = try python.run([
            "-W", "ignore", "-c", "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w') as z: \(script)", path,
        ])
        #expect(run.status == 0, "\(run.error)")
        let error = #expect(throws: ArchiveError.self) { try ArchiveReader(path: path) }
        #expect(error.map { "\($0)".contains(says) } == true, "\(String(describing: error))")
    }

    @Test(
        "a name that leaves the folder is never written",
        arguments: ["", "/a", "../a", "a/../b", "a//b", "a\\b", "c:", "a\n", "./a"]
    )
    func names(name: String) throws {
        let writer = try ArchiveWriter(path: folder.path("a.zip"), time: 0)
        #expect(throws: ArchiveError.name(name)) { try writer.begin(name) }
    }

    @Test("what is not finished leaves nothing behind")
    func unfinished() throws {
        let path = folder.path("a.zip")
        do {
            let writer = try ArchiveWriter(path: path, time: 0)
            try writer.add("a", [1])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }

    @Test("every single byte of an archive counts: changed, it is refused or its content is told as damaged")
    func mutation() throws {
        let contents = [("a.txt", Array("alpha".utf8)), ("b/c", [UInt8](repeating: 7, count: 40))]
        let path = try archive(contents, limit: 0xFFFF_FFFF)
        let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
        // Version made by, version needed, times and attributes mean nothing to a reader of content.
        let mutant = folder.path("mutant.zip")
        var accepted: [Int] = []
        for place in whole.indices {
            for bit in 0..<8 {
                var bytes = whole
                bytes[place] ^= 1 << bit
                try Data(bytes).write(to: URL(filePath: mutant))
                if Self.reads(mutant, contents) { accepted.append(place) }
            }
        }
        let headers = try ArchiveReader(path: path).entries.map { Int($0.header) }
        var free = headers.flatMap { [$0 + 4, $0 + 5] + ($0 + 10..<$0 + 14) }
        var central = whole.count - ZIP.endSize - 2 * ZIP.centralHeaderSize - 8
        for name in contents.map(\.0) {
            free += Array(central + 4..<central + 8) + Array(central + 12..<central + 16)
            free += Array(central + 36..<central + 42)
            central += ZIP.centralHeaderSize + name.utf8.count
        }
        #expect(Set(accepted) == Set(free))
    }

    @Test("cut anywhere, an archive is refused; so is one with bytes before or after it")
    func cut() throws {
        let path = try archive(Self.contents.prefix(2).map(\.self), limit: 0xFFFF_FFFF)
        let whole = try Data(contentsOf: URL(filePath: path))
        let mutant = folder.path("mutant.zip")
        for count in stride(from: 0, to: whole.count, by: 7) {
            try whole.prefix(count).write(to: URL(filePath: mutant))
            #expect(throws: ArchiveError.self) { try ArchiveReader(path: mutant) }
        }
        for changed in [Data([0]) + whole, whole + Data([0])] {
            try changed.write(to: URL(filePath: mutant))
            #expect(throws: ArchiveError.self) { try ArchiveReader(path: mutant) }
        }
    }

    @Test("random damage never ends the process and never passes as the content")
    func fuzz() throws {
        let contents = Self.contents.prefix(3).map(\.self)
        let whole = [UInt8](try Data(contentsOf: URL(filePath: try archive(contents, limit: 1_000))))
        let mutant = folder.path("mutant.zip")
        var random = Seeded(state: 5)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let tail = max(0, bytes.count - 300)
                let place =
                    Bool.random(using: &random)
                    ? Int.random(in: tail..<bytes.count, using: &random)
                    : Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] =
                    [0, 0xFF, 0x7F, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
            }
            try Data(bytes).write(to: URL(filePath: mutant))
            guard let reader = try? ArchiveReader(path: mutant) else { continue }
            for (name, content) in contents {
                if let read = try? reader.read(name) { #expect(read == content) }
            }
        }
    }

    @Test("lines come one by one, however the pieces fall")
    func lines() throws {
        let text = (0..<50_000).map { "line \($0)" }.joined(separator: "\n")
        let path = try archive([("lines", Array(text.utf8)), ("none", [])], limit: 0xFFFF_FFFF)
        let reader = try ArchiveReader(path: path)
        var count = 0
        try reader.lines(try #require(reader.entry("lines"))) { line in
            #expect(line == Array("line \(count)".utf8))
            count += 1
        }
        #expect(count == 50_000)
        try reader.lines(try #require(reader.entry("none"))) { _ in Issue.record("no line") }
        #expect(throws: ArchiveError.self) { try reader.lines(try #require(reader.entry("lines")), limit: 5) { _ in } }
    }

    @Test("CRC-32 is what everybody computes", arguments: [("", 0), ("123456789", 0xCBF4_3926)] as [(String, UInt32)])
    func checksum(text: String, value: UInt32) {
        var checksum = CRC32()
        Array(text.utf8).withUnsafeBytes { checksum.update($0) }
        #expect(checksum.value == value)
    }

    // MARK: Making archives

    private static var contents: [(name: String, content: [UInt8])] {
        var random = Seeded(state: 1)
        let noise = (0..<300_001).map { _ in UInt8.random(in: 0...255, using: &random) }
        return [
            ("README.txt", Array("hello\n".utf8)), ("empty", []), ("folder/設定.json", Array("{}".utf8)),
            ("noise", noise),
        ]
    }

    private func archive(_ contents: [(name: String, content: [UInt8])], limit: UInt64) throws -> String {
        let path = folder.path("ours.zip")
        // 2026-11-21T12:34:56Z
        let writer = try ArchiveWriter(path: path, time: 1_795_264_496, limit: limit)
        for (name, content) in contents {
            try writer.begin(name, isLarge: UInt64(content.count) >= limit)
            for piece in stride(from: 0, to: content.count, by: 100_000) {
                try writer.write(Array(content[piece..<min(content.count, piece + 100_000)]))
            }
            try writer.end()
        }
        try writer.finish()
        return path
    }

    private static func reads(_ path: String, _ contents: [(String, [UInt8])]) -> Bool {
        guard let reader = try? ArchiveReader(path: path), reader.entries.map(\.name) == contents.map(\.0) else {
            return false
        }
        return contents.allSatisfy { name, content in (try? reader.read(name)) == content }
    }
}

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
}
