import Testing

@testable import Notifier

@Suite("Secrets")
struct SecretsTests {
    @Test("a secret is the content of a file in one folder and nowhere else")
    func read() throws {
        let scratch = try ScratchDirectory([
            "smtp": "pass word\nignored", "empty": "", ".hidden": "x", "long": String(repeating: "x", count: 20_000),
        ])
        let secrets = Secrets(directory: scratch.path)
        #expect(try secrets.line(of: "smtp") == "pass word")
        for name in ["empty", ".hidden", "long", "none", "../smtp", "a/b", "", "a\0b", "名"] {
            #expect(throws: SecretsError.self) { try secrets.line(of: name) }
        }
    }
}
