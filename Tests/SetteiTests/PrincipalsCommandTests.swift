import Access
import CommandLine
import Foundation
import TestSupport
import Testing

@testable import Settei

@Suite("settei principals")
struct PrincipalsCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "principals-\(UUID().uuidString)")
    private let file: String
    static let other = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
    static let key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = folder.appending(path: "principals.yaml").path
    }

    private func run(_ words: String...) async -> (status: Int32, output: String, error: String) {
        await settei(["principals"] + words, environment: ["SETTEI_PRINCIPALS": file])
    }

    @Test("somebody is let in, gets a second key, is asked about, and is let in no more")
    func life() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let keys = folder.appending(path: "keys").path
        let added = await run("add", "acme-ci", "--tenants", "acme,acme-test", "--dir", keys)
        #expect(added.status == 0, "\(added.error)")
        #expect(added.output.hasPrefix("- { name: acme-ci, role: integrator, tenants: [acme, acme-test], key: \""))
        #expect(FileManager.default.fileExists(atPath: "\(keys)/acme-ci.key"))
        chmod(file, 0o640)
        let again = await run("add", "acme-ci", "--dir", keys)
        #expect(again.status == 74, "the key files are there already")
        let second = await run("add", "acme-ci", "--public", Self.key, "--expires", "2999-01-01T00:00:00Z")
        #expect(second.status == 0, "\(second.error)")
        let list = await run("list", "--json")
        #expect(list.output.split(separator: "\n").count == 2, "the failed one left nothing")
        #expect(list.output.contains(#""expires":"2999-01-01T00:00:00"#))
        var status = stat()
        #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o640, "the mode is kept")
        #expect(await run("check").output == "1 principals, 2 keys\n")
        #expect(await run("check", "acme-ci", "publish", "config.changed", "for", "acme").output == "yes\n")
        let no = await run("check", "acme-ci", "publish", "config.changed", "for", "globex")
        #expect(no.status == 1)
        let json = await run("check", "acme-ci", "query", "status", "--json").output
        #expect(
            json.hasPrefix(#"{"allowed":false,"reason":"a principal of role integrator may not ask status"}"#),
            "\(json)"
        )
        #expect(no.output == "no: globex is not among the tenants of acme-ci: acme, acme-test\n")
        #expect(await run("revoke", Self.key).output == "revoked acme-ci \(Self.key)\n")
        #expect(await run("revoke", "acme-ci").status == 0)
        #expect(await run("list").output.split(separator: "\n").count == 1, "the headings")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(files == ["keys", "principals.yaml"], "nothing is left beside")
    }

    @Test("a list that is begun is told of, one that is not there is asked for, and no key is added that is over")
    func wrongFile() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for words in [["list"], ["revoke", "x"], ["check"]] {
            let none = await settei(["principals"] + words, environment: ["SETTEI_PRINCIPALS": file])
            #expect(none.status == 74 && none.error.contains("is not there: --principals FILE"), "\(none.error)")
        }
        let over = await run("add", "x", "--tenants", "a", "--public", Self.key, "--expires", "2020-01-01T00:00:00Z")
        #expect(over.status == 64 && over.error.contains("is over already"), "\(over.error)")
        #expect(await run("add", "x", "--tenants", "a", "--public", Self.key).error.contains("is a new list"))
        #expect(await run("add", "y", "--tenants", "a", "--public", Self.other).error == "")
    }

    @Test("the table is as its golden file says")
    func table() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = """
            principals:
              - { name: ops, role: operator, publish: [hold.placed], query: [], key: "\(Self.key)" }
              - { name: ci, role: integrator, tenants: [globex, acme], expires: 2020-01-01T00:00:00Z,
                  key: "\(Self.other)" }
            """
        try Data(text.utf8).write(to: URL(filePath: file))
        #expect(Golden.difference(of: await run("list").output, from: "principals-list.txt") == nil)
        #expect(Golden.difference(of: await run("list", "--json").output, from: "principals-list.json") == nil)
        #expect(await run("check").output == "2 principals, 2 keys, 1 of them over\n")
    }

    @Test("mistakes are told with status and remedy, and change nothing")
    func mistakes() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(await run("list").status == 74)
        #expect(await run("add", "Acme").status == 64)
        #expect(await run("add", "acme-ci").error.contains("needs --tenants"))
        #expect(await run("add", "x", "--role", "king", "--tenants", "a").status == 64)
        #expect(await run("add", "x", "--tenants", "a", "--public", "nothing").status == 64)
        #expect(await run("add", "x", "--tenants", "a", "--expires", "soon", "--public", Self.key).status == 64)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(await run("add", "acme-ci", "--tenants", "acme", "--public", Self.key).status == 0)
        let twice = await run("add", "other", "--tenants", "acme", "--public", Self.key)
        #expect(twice.status == 65)
        #expect(twice.error.contains("stands twice"))
        let wide = await run(
            "add",
            "wide",
            "--tenants",
            "acme",
            "--publish",
            "hold.placed",
            "--public",
            Self.other
        )
        #expect(wide.status == 65)
        #expect(wide.error.contains("expected what the role may publish"))
        let near = await run("revoke", "acme-c")
        #expect(near.status == 1)
        #expect(near.error.contains("did you mean acme-ci?"))
        #expect(await run("check", "acme-ci", "publish").status == 64)
        #expect(
            await run("check", "acme-ci", "publish", "config.change").error.contains("did you mean config.changed?")
        )
        #expect(await run("check").output == "1 principals, 1 keys\n")
        try Data("principals:\n  - { nam: x }\n".utf8).write(to: URL(filePath: file))
        let broken = await run("check")
        #expect(broken.status == 65)
        #expect(broken.error.contains("principals.yaml:2"), "\(broken.error)")
        #expect(broken.error.contains("^"))
    }
}
