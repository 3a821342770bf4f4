import Expressions
import JSON
import Testing

/// In settings null is absent; in what an expression makes it is a value, as the specification has it.
@Suite struct AbsentTests {
    @Test(
        "a null in a setting is nothing to an optional selection",
        arguments: [
            "config.?a.orValue('none') == 'none'", "config[?'a'].orValue('none') == 'none'",
            "config.list[?1].orValue('none') == 'none'", "!config.?a.hasValue()",
            "config.?b.?c.orValue('none') == 'none'",
            "config.?a.?x.orValue('none') == 'none'", "config.?b.c.orValue('none') == 'none'",
            "config.?d.orValue('none') == 'd'", "config.list[?0].orValue('none') == 'l'",
            "{'a': null}.?a.hasValue()", "[null][?0].hasValue()",
        ]
    )
    func null(source: String) throws {
        let document = try JSONDocument(#"{"a":null,"b":{"c":null},"d":"d","list":["l",null]}"#)
        var bindings = Bindings(count: 1)
        bindings.bind(0, to: document.root)
        let program = try Program(compiling: source, in: Environment(variables: ["config"]))
        var cost = Cost(limit: 10_000)
        #expect(try program.test(bindings, cost: &cost).get(), "\(source)")
    }
}
