import Diagnostics
import Expressions
import TestSupport
import Testing

@testable import Rules

@Suite("What is not wrong and hardly meant is pointed out")
struct DoubtTests {
    @Test("doubts are as in the golden file", arguments: ["doubts", "schemas"])
    func golden(name: String) throws {
        let loaded = RulePackLoader.load(files: [(name + ".yaml", try Fixture.bytes(name + ".yaml"))], doubts: true)
        #expect(
            Golden.difference(
                of: loaded.diagnostics.rendered() + "\n",
                from: name + (name == "schemas" ? "-doubts.txt" : ".txt")
            ) == nil
        )
    }

    @Test("where intents are kept, rules name one and the controls that they serve, and their severities agree")
    func curated() throws {
        let names = ["curated.yaml", "intents.yaml"]
        let loaded = RulePackLoader.load(files: try names.map { ($0, try Fixture.bytes($0)) }, doubts: true)
        #expect(loaded.intents.map(\.id) == ["storage-not-public", "storage-encrypted"])
        #expect(Golden.difference(of: loaded.diagnostics.rendered() + "\n", from: "curated.txt") == nil)
    }

    @Test(
        "specialists' words are found as words",
        arguments: [
            ("An attacker could exfiltrate data", "en", ["exfiltrate"]),
            ("Lateral movement is easy", "en", ["lateral movement"]),
            ("The source of the records", "en", []), ("プリンシパルにクレデンシャルを渡す", "ja", ["クレデンシャル", "プリンシパル"]),
            ("認証情報を渡す", "ja", []), ("Choose \"Use customer-managed CMK\"", "en", []), ("「プリンシパル」を選びます", "ja", []),
        ] as [(String, String, [String])]
    )
    func jargon(text: String, language: String, words: [String]) {
        #expect(Jargon.words(in: text, of: language).map(\.word) == words)
    }

    @Test("those who publish are not told of doubts")
    func quiet() throws {
        let loaded = RulePackLoader.load(files: [("doubts.yaml", try Fixture.bytes("doubts.yaml"))])
        #expect(loaded.diagnostics.warnings.isEmpty)
        #expect(loaded.reports.flatMap(\.coverage).isEmpty)
    }

    @Test(
        "what needs no setting is found, and what does is not",
        arguments: [
            ("1 < 2", true), ("true || config.a", true), ("config.a && false", false), ("config.a == config.a", true),
            ("config.a  !=  config.a", false), ("config.a || !config.a", true), ("!config.a && config.a", false),
            ("config.a == 'x' && config.a == 'y'", false), ("config.a != 'x' || 'y' != config.a", true),
            ("config.a", nil), ("config.a == 'x' || config.a == 'y'", nil), ("config.a != 'x' && config.a != 'y'", nil),
            ("config.a == 1 && config.a == 1.0", nil), ("config.a == 'x' && config.b == 'y'", nil),
            ("has(config.a)", nil),
            (#"config.a == "\x61" && config.a == "a""#, nil), ("[].all(x, x)", true), ("config.all(x, true)", nil),
        ] as [(String, Bool?)]
    )
    func constants(source: String, value: Bool?) throws {
        #expect(Constant.value(of: try Outline(parsing: source), locals: []) == value)
    }

    @Test(
        "scripts are told apart",
        arguments: [
            ("SSH を閉じる", true, true), ("Close SSH", false, false), ("閉じてください", true, true), ("ｼｽﾃﾑ", true, true),
            ("Choose 「設定」 in the console and close it", true, false), ("123", false, false),
        ]
    )
    func scripts(text: String, hasJapanese: Bool, isMostlyJapanese: Bool) {
        #expect(Script.hasJapanese(text) == hasJapanese)
        #expect(Script.isMostlyJapanese(text) == isMostlyJapanese)
    }
}
