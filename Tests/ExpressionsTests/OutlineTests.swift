import Expressions
import Testing

@Suite("What tools are told of an expression")
struct OutlineTests {
    @Test(
        "the fields it reads",
        arguments: [
            ("config.a.b == 1 && config.a.b != 2", ["config.a.b"]),
            ("has(config.a.b) && config.a.c", ["config.a.b", "config.a.c"]),
            ("config.ports.all(p, p.cidr != '' && p.to > 1)", ["config.ports[].cidr", "config.ports[].to"]),
            ("config.a.exists(x, x.b.exists(y, y == x.c))", ["config.a[].b[]", "config.a[].c"]),
            ("config.m.all(k, v, k != '' && v.on)", ["config.m[].on"]),
            ("config['odd name'] == config.l[0]", ["config['odd name']", "config.l[0]"]),
            ("type(config.a) == list ? config.a : [config.a]", ["config.a", "list"]),
            ("[1, 2].all(x, x > 0)", []),
        ] as [(String, [String])]
    )
    func paths(source: String, expected: [String]) throws {
        #expect(try Outline(parsing: source).paths == expected)
    }

    @Test(
        "one operand a line, and the same meaning",
        arguments: [
            ("a && b", "a\n&& b"),
            ("a && (b || c)", "a\n&& (b || c)"),
            ("!(a && b)", "!(a && b)"),
            ("x.all(p, p.a == 1 && p.b == 2)", "x.all(p, p.a == 1 && p.b == 2)"),
            (
                "xxxxxxxxxxxxxxxxxx.all(p, pppppppppppppppppppppp.a == 1 && p.b == 2)",
                "xxxxxxxxxxxxxxxxxx.all(p,\n  pppppppppppppppppppppp.a == 1\n  && p.b == 2)"
            ),
            ("a.b == 'x'", "a.b == 'x'"),
            (
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1 && (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb == 2 || ccccccccccccccccccccccccc == 3)",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1\n&& (\n  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb == 2\n  || ccccccccccccccccccccccccc == 3\n)"
            ),
            ("a ? b : c", "a ? b : c"),
        ]
    )
    func layout(source: String, expected: String) throws {
        #expect(try Outline(parsing: source).layout(width: 60) == expected)
        #expect(try Outline(parsing: expected).layout(width: 60) == expected)
    }
}
