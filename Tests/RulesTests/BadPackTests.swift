import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Rules

@Suite("Every mistake in a pack is reported with file, line and caret")
struct BadPackTests {
    @Test(
        "mistakes are as in the golden file",
        arguments: ["shape", "syntax", "expressions", "tests", "schemas", "schema-mistakes"]
    )
    func golden(name: String) throws {
        let loaded = RulePackLoader.load(files: [(name + ".yaml", try Fixture.bytes(name + ".yaml"))])
        #expect(!loaded.isValid)
        #expect(Golden.difference(of: loaded.diagnostics.rendered() + "\n", from: name + ".txt") == nil)
    }

    @Test("a good pack has no mistakes, and all of its tests are run")
    func good() throws {
        let loaded = RulePackLoader.load(files: [("good.yaml", try Fixture.bytes("good.yaml"))])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        #expect(loaded.testCount == 5)
        let pack = try #require(loaded.packs.first)
        #expect(pack.rules.map(\.id) == ["good.public", "good.manual"])
        #expect(pack.rules[0].restore == #"{"public":false}"#)
        #expect(pack.rules[1].applies.resourceTypes == ["AWS::EC2::VPC", "AWS::EC2::Subnet"])
        #expect(pack.rules[1].category == .network)
    }

    @Test("ids are unique over all packs")
    func duplicates() throws {
        let bytes = try Fixture.bytes("good.yaml")
        let loaded = RulePackLoader.load(files: [("a.yaml", bytes), ("b.yaml", bytes)])
        #expect(loaded.diagnostics.errors.map(\.message).contains(#"the pack "good" is defined twice"#))
        #expect(loaded.diagnostics.errors.map(\.message).contains(#"the rule "good.public" is defined twice"#))
        #expect(loaded.diagnostics.errors.allSatisfy { $0.file == "b.yaml" })
    }

    @Test("a directory is read in the order of its files, and one that is not there is a mistake")
    func directory() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(try Fixture.bytes("good.yaml")).write(to: folder.appending(path: "good.yaml"))
        try Data("x".utf8).write(to: folder.appending(path: "notes.txt"))
        #expect(RulePackLoader.load(paths: [folder.path]).packs.map(\.id) == ["good"])
        let absent = RulePackLoader.load(paths: [folder.path + "/absent"])
        #expect(absent.diagnostics.errors.map(\.message) == ["there is no such file or directory"])
    }

    @Test("intents are read from beside the packs, whether a directory or one pack in it is named")
    func intents() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        let intents = folder.appending(path: "intents")
        try FileManager.default.createDirectory(at: intents, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(try Fixture.bytes("good.yaml")).write(to: folder.appending(path: "good.yaml"))
        let text = String(decoding: try Fixture.bytes("intents.yaml"), as: UTF8.self)
        let whole = text.split(separator: "  - id: storage-encrypted").first.map(String.init) ?? ""
        try Data(whole.utf8).write(to: intents.appending(path: "common.yaml"))
        for path in [folder.path, folder.path + "/", folder.path + "/good.yaml", intents.path + "/common.yaml"] {
            let loaded = RulePackLoader.load(paths: [path])
            #expect(loaded.intents.map(\.id) == ["storage-not-public"], "\(path)")
            #expect(loaded.isValid, "\(loaded.diagnostics)")
        }
    }

    @Test(
        "bytes that are no pack are refused without harm",
        arguments: [
            "", "\u{0}", "[]", "a: b: c", "- - - -", "'", "\u{FEFF}", String(repeating: "[", count: 10_000), "&a [*a]",
        ]
    )
    func nonsense(text: String) {
        #expect(!RulePackLoader.load(files: [("x.yaml", Array(text.utf8))]).isValid)
    }
}

enum Fixture {
    static func bytes(_ name: String, file: StaticString = #filePath) throws -> [UInt8] {
        let url = URL(filePath: "\(file)").deletingLastPathComponent().appending(path: "Fixtures").appending(path: name)
        return Array(try Data(contentsOf: url))
    }
}
