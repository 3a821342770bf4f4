import Messages
import Testing

@Suite("What was found is said in both languages")
struct ExplanationTests {
    @Test(
        "place and value make a sentence",
        arguments: [
            (
                "config.ingress[2].cidr", #""0.0.0.0/0""#, "ingress[2].cidr is 0.0.0.0/0",
                "ingress[2].cidr は 0.0.0.0/0 です"
            ),
            ("config.encrypted", "false", "encrypted is false", "encrypted は false です"),
            ("config.logging.target", nil, "logging.target is absent", "logging.target がありません"),
            ("previous.owner", "null", "previous.owner is not set", "previous.owner は未設定です"),
            ("config.tags", "[]", "tags is empty", "tags は空です"),
            ("config.name", "\"\"", "name is empty", "name は空です"),
            ("config.note", #""a\u001bb"#, #"note is "a\u001bb"#, #"note は "a\u001bb です"#),
        ] as [(String, String?, String, String)]
    )
    func sentences(path: String, value: String?, english: String, japanese: String) {
        let explanation = Explanation(path: path, value: value, expression: "x")
        #expect(explanation.sentence(in: .en) == english)
        #expect(explanation.sentence(in: .ja) == japanese)
    }

    @Test("without a place it is the condition, and without that nothing")
    func noPlace() {
        #expect(Explanation(expression: "a > b").sentence(in: .en) == "this does not hold: a > b")
        #expect(Explanation(expression: "a > b").sentence(in: .ja) == "次の条件を満たしていません: a > b")
        #expect(Explanation().sentence(in: .en) == nil)
    }
}
