import CommandLine
import Foundation
import TestSupport
import Testing

@testable import Settei

@Suite("Expressions are tried out with `settei cel`")
struct CelCommandTests {
    static let setting = """
        {"name": "b", "ports": [{"cidr": "10.0.0.0/8"}, {"cidr": "0.0.0.0/0"}], "id": 9007199254740993}
        """

    @Test(
        "the value is printed and the status says what it is",
        arguments: [
            (["1 + 1"], 0, "2"), (["1 == 1"], 0, "true"), (["1 == 2"], 1, "false"),
            (["1u"], 0, "1u"), (["[1.5, null, 'a']"], 0, #"[1.5, null, "a"]"#),
            (["b'a\\x00\"'"], 0, #"b"a\x00\"""#), (["{'a': [int]}"], 0, #"{"a": [int]}"#),
            (["timestamp('2026-01-01T00:00:00Z')"], 0, #"timestamp("2026-01-01T00:00:00Z")"#),
            (["duration('90m')"], 0, #"duration("5400s")"#),
            (["config.id", "--data", "FILE"], 0, "9007199254740993"),
            (["s.ports[0]", "--data", "s=FILE"], 0, #"{"cidr": "10.0.0.0/8"}"#),
            (["[optional.of(1u), optional.none()]"], 0, "[optional.of(1u), optional.none()]"),
            (["double('NaN')"], 0, #"double("NaN")"#), (["-1.0 / 0.0"], 0, #"double("-Infinity")"#),
            (["[ip('10.0.0.1'), semver('1.2.3')]"], 0, #"[ip("10.0.0.1"), semver("1.2.3")]"#),
            (["1u", "--json"], 0, #"{"value":1,"type":"uint"}"#),
            (["1 + 1", "--type"], 0, "int"),
            (["config.a", "--data", "FILE", "--type", "--json"], 0, #"{"type":"dyn"}"#),
            (
                ["config.ports.all(p, !isOpenToWorld(p.cidr))", "--data", "FILE", "--explain"], 1,
                "false\n  config.ports[1].cidr is \"0.0.0.0/0\", so\n  isOpenToWorld(p.cidr) is true\n  where p is config.ports[1]"
            ),
        ] as [([String], Int32, String)]
    )
    func values(words: [String], status: Int32, output: String) async throws {
        let found = try await run(words)
        #expect(found.output == output + "\n", "\(found.error)")
        #expect(found.status == status)
        #expect(found.error.isEmpty)
    }

    @Test(
        "mistakes are shown with line and caret",
        arguments: [
            (["1 +"], 65, "expression:1:4: error: ", "       ^"),
            (["1 +\n  @"], 65, "expression:2:3: error: ", "      ^"),
            (["confg"], 65, "unknown variable 'confg'", "    ^"),
            (["config.nme", "--data", "FILE"], 65, "config.nme is absent from the data", "          ^"),
            (
                ["config.x.y.z", "--data", "FILE"], 65, "config.x is absent from the data; has(config.x) asks",
                "          ^"
            ),
            (["has(config.x.y)", "--data", "FILE"], 65, "config.x is absent from the data; has(config.x) asks", ""),
            (["lists.range(1000000)"], 65, "(maximumElements)", "    ^"),
            (["1", "--data", "absent.json"], 74, "cannot read absent.json: No such file or directory", ""),
            (["1", "--data", "/"], 74, "cannot read /: Is a directory", ""),
            (["1", "2"], 64, "one EXPR, not 2", ""),
            (["1", "--data", "a=x", "--data", "a=y"], 64, "names the variable 'a' twice", ""),
        ] as [([String], Int32, String, String)]
    )
    func mistakes(words: [String], status: Int32, says: String, caret: String) async throws {
        let found = try await run(words)
        #expect(found.status == status)
        #expect(found.error.contains(says), "\(found.error)")
        #expect(found.error.split(separator: "\n").contains { $0.hasPrefix(caret) }, "\(found.error)")
        #expect(found.output.isEmpty)
    }

    @Test(
        "data that cannot be read is shown with its place",
        arguments: [("x.json", "{\"a\":1,}", ":1:8: error: "), ("x.yaml", "a: [1\n", ":2:1: error: ")]
    )
    func badData(name: String, text: String, says: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        let found = try await run(["1", "--data", file.path])
        #expect(found.status == 65)
        #expect(found.error.contains(name + says), "\(found.error)")
    }

    @Test("data may begin with a byte order mark, and come from a pipe")
    func odd() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data([0xef, 0xbb, 0xbf] + Array("{\"a\":1}".utf8)).write(to: file)
        #expect(try await run(["config.a", "--data", file.path]).output == "1\n")
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("{\"a\":2}".utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        #expect(try await run(["config.a", "--data", path]).output == "2\n")
    }

    @Test("data without an end is given up", .timeLimit(.minutes(1)))
    func endless() async throws {
        let found = try await run(["1", "--data", "/dev/zero"])
        #expect(found.status == 65)
        #expect(found.error.contains("/dev/zero is larger than 64 MiB; give a part of it"), "\(found.error)")
    }

    @Test("a mistake in a huge line is shown with what is around it")
    func hugeLine() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = "[" + String(repeating: "\"値\",", count: 20_000) + "oops," + String(repeating: "1,", count: 50_000)
        try Data(text.utf8).write(to: file)
        let found = try await run(["1", "--data", file.path])
        #expect(found.status == 65)
        #expect(found.error.contains(":1:80002: error: "), "\(found.error.prefix(300))")
        #expect(found.error.contains("\"値\",oops,1,1"), "\(found.error.prefix(300))")
        #expect(found.error.count < 500)
    }

    private func run(_ words: [String]) async throws -> (status: Int32, output: String, error: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString).json")
        try Data(Self.setting.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let words = words.map { $0.replacing("FILE", with: file.path) }
        return await settei(["cel"] + words)
    }
}
