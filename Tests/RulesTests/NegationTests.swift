import Testing

@testable import Rules

@Suite("What must be true is told as people would write it")
struct NegationTests {
    @Test(
        "a condition that must not hold is turned round",
        arguments: [
            ("a == 1", "a != 1"), ("a < 1", "a >= 1"), ("a.b", "!a.b"), ("!a", "a"), ("isOpen(a)", "!isOpen(a)"),
            ("a.endsWith('/0')", "!a.endsWith('/0')"), ("'*' in a", "!('*' in a)"), ("a && b", "!(a && b)"),
            ("has(a.b)", "!has(a.b)"), ("l.exists(x, x)", "!l.exists(x, x)"), ("a ? b : c", "!(a ? b : c)"),
            ("a ==", "!(a ==)"),
        ]
    )
    func text(condition: String, opposite: String) {
        #expect(Negation.text(of: condition) == opposite)
    }
}
