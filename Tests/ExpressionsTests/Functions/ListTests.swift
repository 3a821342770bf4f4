import Testing

@Suite("Functions: lists and sets")
struct ListTests {
    @Test(
        "lists are cut, flattened and turned round",
        arguments: [
            ("[1, 1.0, 1u, 2].distinct()", "[1,2]"), ("['b', 'a', 'b'].distinct()", #"["b","a"]"#),
            ("[].distinct()", "[]"),
            ("[[1], [1.0], {'a': 1, 'b': 2}, {'b': 2u, 'a': 1}].distinct()", #"[[1],{"a":1,"b":2}]"#),
            ("[null, null, true, 'true'].distinct()", #"[null,true,"true"]"#),
            ("[0.0 / 0.0, 0.0 / 0.0].distinct().size()", "2"),
            ("[0.0, -0.0].distinct().size()", "1"),
            ("[type(1), int, duration('1s'), duration('1000ms')].distinct().size()", "2"),
            ("[1, [2, [3]]].flatten()", "[1,2,[3]]"), ("[1, [2, [3, [4]]]].flatten(2)", "[1,2,3,[4]]"),
            ("[[1], [2]].flatten(0)", "[[1],[2]]"),
            ("[[], [[]]].flatten(9223372036854775807)", "[]"), ("[[1]].flatten(-1)", "invalidArgument"),
            ("[1, 2, 3].reverse()", "[3,2,1]"), ("[].reverse()", "[]"), ("[1, 2, 3, 4].slice(1, 3)", "[2,3]"),
            ("[1].slice(1, 1)", "[]"),
            ("[1].slice(0, 2)", "invalidArgument"), ("[1].slice(-1, 0)", "invalidArgument"),
            ("[1, 2].slice(2, 1)", "invalidArgument"),
            ("[1].slice(0, 9223372036854775807)", "invalidArgument"), ("[1, 2].first().value()", "1"),
            ("[1, 2].last().orValue(0)", "2"),
            ("[].first().hasValue()", "false"), ("[].last().orValue(5)", "5"), ("lists.range(4)", "[0,1,2,3]"),
            ("lists.range(0)", "[]"),
            ("lists.range(-1)", "invalidArgument"), ("lists.range(9223372036854775807)", "tooManyElements"),
        ]
    )
    func shapes(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "lists of comparable values have an order, a least and a greatest element",
        arguments: [
            ("[3, 1, 2].sort()", "[1,2,3]"), ("['b', 'a', 'é', 'Z'].sort()", #"["Z","a","b","é"]"#),
            ("[].sort()", "[]"), ("[[1]].sort()", "noSuchOverload"),
            ("[5, 4, 3, 2, 1, 0, 9, 8, 7].sort()", "[0,1,2,3,4,5,7,8,9]"), ("[true, false].sort()", "[false,true]"),
            ("[duration('2s'), duration('1s')].sort() == [duration('1s'), duration('2s')]", "true"),
            ("dyn([1, 'a']).sort()", "invalidArgument"),
            ("[1.0, 0.0 / 0.0].sort()", "invalidArgument"), ("[1, 2, 2].isSorted()", "true"),
            ("[2, 1].isSorted()", "false"), ("[].isSorted()", "true"),
            ("dyn([1, 'a']).isSorted()", "noSuchOverload"), ("[2, 1, 3].min()", "1"),
            ("['a', 'c', 'b'].max()", #""c""#), ("[].min()", "invalidArgument"),
            ("[[1]].max()", "noSuchOverload"), ("[1, 2].sum()", "3"), ("[1.5, 2.5].sum()", "4.0"), ("[].sum()", "0"),
            ("[duration('1m'), duration('1s')].sum() == duration('61s')", "true"),
            ("[9223372036854775807, 1].sum()", "overflow"),
            ("dyn([1, 1.0]).sum()", "noSuchOverload"), ("dyn(['a', 'b']).sum()", "noSuchOverload"),
            ("[1, 2, 2].indexOf(2)", "1"), ("[1, 2, 2].lastIndexOf(2)", "2"), ("[1, 2].indexOf(3)", "-1"),
            ("[1, 2].indexOf(dyn(2.0))", "1"),
            ("[[1], [2]].indexOf([2])", "1"),
        ]
    )
    func order(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "lists are sorted by a key of their elements",
        arguments: [
            ("['ccc', 'a', 'bb'].sortBy(s, s.size())", #"["a","bb","ccc"]"#), ("[1, 2, 3].sortBy(x, -x)", "[3,2,1]"),
            ("[].sortBy(x, x)", "[]"), ("[1, 2].sortBy(x, [x])", "noSuchOverload"),
            ("[1].sortBy(x, {})", "noSuchOverload"),
            ("[1, 2].sortBy(x, x == 1 ? dyn('a') : dyn(1))", "invalidArgument"),
            ("[1, 2].sortBy(x, 1 / (x - 1))", "divisionByZero"),
            ("[[2, 1], [1, 3]].sortBy(l, l.sortBy(x, x)[0]).map(l, l.sortBy(x, -x))", "[[2,1],[3,1]]"),
            (
                "[{'n': 'b', 'v': 2}, {'n': 'a', 'v': 2}, {'n': 'c', 'v': 1}].sortBy(e, e.v).map(e, e.n)",
                #"["c","b","a"]"#
            ),
            ("[1].sortBy('x', 1)", "refused"), ("[1].sortBy(x.y, 1)", "refused"),
            ("dyn(1).sortBy(x, x)", "noSuchOverload"),
        ]
    )
    func keys(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "optional values are taken out of lists",
        arguments: [
            ("optional.unwrap([optional.of(1), optional.none(), optional.of(2)])", "[1,2]"), ("[].unwrapOpt()", "[]"),
            ("[optional.of('a')].unwrapOpt()", #"["a"]"#), ("dyn([1]).unwrapOpt()", "noSuchOverload"),
        ]
    )
    func unwrapping(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test("equal elements keep the order they came in")
    func stability() {
        #expect(Outcome.of("[1.0, 2.0, 1.0].sort()") == "[1.0,1.0,2.0]")
        #expect(Outcome.of("lists.range(1000).map(x, (x * 7919) % 1000).sort() == lists.range(1000)") == "true")
    }

    @Test(
        "lists are compared as sets",
        arguments: [
            ("sets.contains(dyn([1, 2, 3]), [3, 1.0])", "true"), ("sets.contains([1], [2])", "false"),
            ("sets.contains([], [])", "true"),
            ("sets.contains([[1], {'a': 1}], dyn([{'a': 1u}]))", "true"),
            ("sets.equivalent(dyn([1, 1u]), [1.0])", "true"),
            ("sets.equivalent([1], [1, 2])", "false"),
            ("sets.equivalent([], [])", "true"), ("sets.intersects(dyn([1, 2]), [2.0])", "true"),
            ("sets.intersects([1], [])", "false"), ("sets.intersects([], [1])", "false"),
            ("sets.contains(dyn(1), [1])", "noSuchOverload"),
            ("sets.contains(dyn([9007199254740993]), [9007199254740992.0])", "true"),
            ("sets.contains([9007199254740993], [9007199254740992])", "false"),
        ]
    )
    func sets(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }
}
