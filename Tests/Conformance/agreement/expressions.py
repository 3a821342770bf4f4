"""Makes expressions of known types over the settings of settings.json, always the same ones for the same seed."""
import random
import re

ARITHMETIC = ["+", "-", "*", "/", "%"]
ORDER = ["<", "<=", ">", ">=", "==", "!="]
INTS = ["0", "1", "2", "3", "-1", "7", "10", "255", "0x1F", "-7", "9223372036854775807", "-9223372036854775808",
        "9007199254740993", "4611686018427387904"]
UINTS = ["0u", "1u", "2u", "7u", "18446744073709551615u", "0xFFu", "9223372036854775808u"]
DOUBLES = ["0.0", "1.0", "-1.0", "2.5", "-0.0", "1e300", "1e-7", "0.1", "9007199254740992.0", "9223372036854775808.0",
           "1.5e3", "3.0", "-2.5", "1e21", "123456789.125"]
STRINGS = ["''", "'a'", "'abc'", "'alpha'", "'Beta'", "'é'", "'日本'", "'12'", "'-4'", "'1.5'", "'true'", "' x '", "'a,b,c'",
           r"'tab\tnew\n'", r"r'\d+'", '"quo\'te"', r"'\u00e9\U0001F600'", "'0.0.0.0/0'", "'1e3'", "'NaN'", "'0x10'"]
BYTES = ["b''", "b'a'", "b'abc'", r"b'\xff\x00'", "b'é'", r"b'\303\251'"]
TIMES = ["'2026-02-28T23:59:59.5Z'", "'2024-02-29T12:00:00+09:00'", "'1970-01-01T00:00:00Z'", "'0001-01-01T00:00:00Z'",
         "'9999-12-31T23:59:59.999999999Z'", "'2026-13-01T00:00:00Z'", "'1969-12-31T23:59:59.25-01:30'"]
SPANS = ["'1h'", "'-1.5s'", "'90m'", "'1h2m3.004s'", "'250ms'", "'7us'", "'0s'", "'86400s'", "'10'"]
ZONES = ["'UTC'", "'Asia/Tokyo'", "'America/New_York'", "'+09:30'", "'-02:00'", "'Nowhere'"]
PATTERNS = ["'^a'", "'[a-z]+$'", r"r'\d{1,3}'", "'a|b'", "'(al)+'", "'^$'", "'.'", "'['", "'日'", r"r'\bx\b'", "'(?i)beta'"]
PARTS = ["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes",
         "getSeconds", "getMilliseconds"]
# Places in the settings by what the first one holds there; the others often hold something else, or nothing.
PLACES = {
    "bool": ["config.open", "config.open", "config.rules[0].open", "config.mixed[4]", "config.rules[2].open"],
    "int": ["config.count", "config['count']", "config.ports[0]", "config.ports[2]", "config.nested.a.b.c", "config.big",
            "config.rules[0].port", "config.least", "config.ports[9]", "config.nested.list[0][1]", "config.rules[1].port"],
    "double": ["config.ratio", "config.numbers[1]", "config.numbers[2]", "config.mixed[1]", "config.numbers[5]"],
    "string": ["config.name", "config.words[0]", "config.words[2]", "config.key", "config.tags.env",
               "config.tags['odd-name']", "config.rules[0].cidr", "config.at", "config.rules[0][config.key]", "config.tags.absent"],
    "ints": ["config.ports", "config.nested.list[0]", "config.nothing"],
    "strings": ["config.words"],
    "dyns": ["config.mixed", "config.numbers", "config.rules", "config.nested.list"],
    "map": ["config.tags", "config.nested", "config.rules[0]", "config.empty", "config", "config.nested.a.b"],
    "null": ["config.none", "config.mixed[3]", "config.rules[2].cidr"],
}
FIELDS = ["name", "count", "none", "absent", "tags.env", "tags.absent", "nested.a.b.c", "nested.a.x.c", "rules[0].open",
          "rules[1].open", "rules[5].open", "empty.x", "name.x", "big"]


# Functions of the extensions that cel-cpp's package has: strings, math, optionals, bindings, encoders.
EXTENSIONS = {
    "string": ["{string}.charAt(1)", "{string}.lowerAscii()", "{string}.upperAscii()", "{string}.trim()", "{string}.reverse()",
               "{string}.replace({string}, {string})", "{string}.replace('a', {string}, 2)", "{string}.substring(1)",
               "{string}.substring(0, 2)", "{strings}.join()", "{strings}.join({string})", "strings.quote({string})",
               "base64.encode({bytes})", "'%s|%s'.format([{string}, {int}])", "'%d %s'.format([{int}, {bool}])",
               "'%.2f'.format([{double}])", "'%x %X'.format([{int}, {uint}])", "'%s'.format([{double}])",
               "'%b %o'.format([{int}, {uint}])", "'%e'.format([{double}])", "'%s'.format([{ints}])",
               "'%s'.format([{time}])", "'%s'.format([{span}])", "config.?name.orValue({string})",
               "config.tags[?{string}].orValue('none')", "optional.of({string}).optMap({v}, {string}).orValue('-')"],
    "int": ["{string}.indexOf({string})", "{string}.lastIndexOf({string})", "{string}.indexOf('a', {int})",
            "math.greatest({int}, {int}, 3)", "math.least({ints})", "math.abs({int})", "math.sign({int})",
            "math.bitAnd({int}, {int})", "math.bitOr({int}, 6)", "math.bitXor({int}, {int})", "math.bitNot({int})",
            "math.bitShiftLeft({int}, 3)", "math.bitShiftRight({int}, 1)", "cel.bind({v}, {int}, {int})",
            "config.?count.orValue({int})", "config.?absent.orValue({int})", "config.ports[?1].orValue({int})",
            "optional.of({int}).value()", "config.?nested.?a.?b.?c.orValue({int})", "config.?ports[?0].orValue(7)"],
    "uint": ["math.greatest({uint}, {uint})", "math.bitAnd({uint}, {uint})", "math.bitOr({uint}, 1u)", "math.abs({uint})"],
    "double": ["math.ceil({double})", "math.floor({double})", "math.round({double})", "math.trunc({double})",
               "math.abs({double})", "math.sign({double})", "math.greatest({double}, 1.5)", "math.least({double}, {double})",
               "math.sqrt({double})"],
    "bool": ["math.isNaN({double})", "math.isInf({double})", "math.isFinite({double})", "config.?name.hasValue()",
             "config[?{string}].hasValue()", "optional.ofNonZeroValue({int}).hasValue()", "optional.none().hasValue()",
             "(math.greatest({int}, {uint}, {double}) > dyn({double}))", "cel.bind({v}, {string}, {bool})",
             "(optional.of({int}) == optional.of({int}))", "config.?absent.or(config.?open).orValue({bool})"],
    "bytes": ["base64.decode(base64.encode({bytes}))", "base64.decode({string})"],
    "strings": ["{string}.split(',')", "{string}.split('a', 2)", "{string}.split('')", "[?config.?name, {string}]",
                "[?config.?absent, {string}]"],
    "ints": ["[?config.?count, {int}]", "cel.bind({v}, {string}, [size({v}), {int}])"],
}


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = 0

    def pick(self, items):
        return self.random.choice(items)

    def often(self, items):
        """Mostly one of the first half of the items, which are the ordinary ones."""
        return self.pick(items[:(len(items) + 1) // 2] if self.chance(0.85) else items)

    def chance(self, share):
        return self.random.random() < share

    def make(self, kind, depth, scope):
        """An expression that gives `kind` when all goes well; `scope` lists the macros' variables with their kinds."""
        local = [name for name, held in scope if held == kind]
        if local and self.chance(0.35):
            return self.pick(local)
        if depth <= 0 or self.chance(0.12):
            return self.leaf(kind)
        if self.chance(0.08):
            condition, a, b = (self.make(k, depth - 1, scope) for k in ("bool", kind, kind))
            return f"({condition} ? {a} : {b})"
        if kind in EXTENSIONS and self.chance(0.3):
            return self.extension(kind, depth - 1, scope)
        return getattr(self, "make_" + kind)(depth - 1, scope)

    def extension(self, kind, depth, scope):
        """A call of an extension's function; the template names the kinds of its arguments in braces."""
        template, inner = self.pick(EXTENSIONS[kind]), scope
        held = re.findall(r"\{(\w\w+)\}", template)
        if "{v}" in template:
            # The variable has the value of the first argument, and only those after it see it.
            name = self.variable()
            template, inner = template.replace("{v}", name), scope + [(name, held[0])]
        arguments = [self.make(kind, depth, inner if position else scope) for position, kind in enumerate(held)]
        return re.sub(r"\{\w\w+\}", lambda _: arguments.pop(0), template)

    def leaf(self, kind):
        if kind in PLACES and self.chance(0.45):
            return self.often(PLACES[kind])
        if kind == "bool":
            return self.pick(["true", "false"])
        if kind == "ints":
            return self.pick(["[1, 2, 3]", "[]", "[3, -1, 3]", "[0]"])
        if kind == "strings":
            return self.pick(["['a', 'b']", "['x']", "['alpha', '', 'é']"])
        if kind == "dyns":
            return self.pick(["[1, 'a', 2u, 3.0, null]", "[dyn(1), 1.0]", "[[], {}]"])
        if kind == "map":
            return self.pick(["{'a': 1, 'b': 2}", "{}", "{1: 'x', 2u: 'y', true: 'z', 's': null}", "{'a': {'b': [1]}}"])
        if kind == "time":
            return f"timestamp({self.often(TIMES)})"
        if kind == "span":
            return f"duration({self.often(SPANS)})"
        if kind == "type":
            return self.pick(["int", "string", "type(1)", "type(null)", "list", "map", "type(config)", "double", "bool"])
        return self.often({"int": INTS, "uint": UINTS, "double": DOUBLES, "string": STRINGS, "bytes": BYTES,
                           "null": ["null"]}[kind])

    def any(self, depth, scope):
        kind = self.pick(["bool", "int", "uint", "double", "string", "bytes", "ints", "strings", "map", "null", "time",
                          "span", "type", "dyns"])
        return self.make(kind, depth, scope)

    def variable(self):
        self.names += 1
        return f"v{self.names}"

    def operation(self, kind, operators, depth, scope):
        a, b = self.make(kind, depth, scope), self.make(kind, depth, scope)
        return f"({a} {self.pick(operators)} {b})"

    def make_bool(self, depth, scope):
        which = self.random.randrange(16)
        if which <= 2:
            a, b = self.make("bool", depth, scope), self.make("bool", depth, scope)
            return f"({a} {self.pick(['&&', '||'])} {b})"
        if which == 3:
            return f"!{self.make('bool', depth, scope)}"
        if which <= 5:
            kind = self.pick(["int", "uint", "double", "string", "bytes", "time", "span", "bool"])
            return self.operation(kind, ORDER, depth, scope)
        if which == 6:
            # Numbers of different types on one line, and values of different kinds.
            a, b = (self.make(self.pick(["int", "uint", "double"]), depth, scope) for _ in range(2))
            return f"(dyn({a}) {self.pick(ORDER)} dyn({b}))"
        if which == 7:
            return f"(dyn({self.any(depth, scope)}) {self.pick(['==', '!='])} dyn({self.any(depth, scope)}))"
        if which == 8:
            return f"has(config.{self.pick([f for f in FIELDS if f[-1] != ']'])})"
        if which == 9:
            return f"(dyn({self.any(depth, scope)}) in {self.make(self.pick(['dyns', 'map']), depth, scope)})"
        if which == 10:
            kind, list = self.pick([("int", "ints"), ("string", "strings")])
            return f"({self.make(kind, depth, scope)} in {self.make(list, depth, scope)})"
        if which <= 12:
            kind, list = self.pick([("int", "ints"), ("string", "strings")])
            name = self.variable()
            body = self.make("bool", depth, scope + [(name, kind)])
            return f"{self.make(list, depth, scope)}.{self.pick(['all', 'exists', 'exists_one'])}({name}, {body})"
        if which == 13:
            name = self.variable()
            body = self.make("bool", depth, scope + [(name, "string")])
            return f"{self.make('map', depth, scope)}.{self.pick(['all', 'exists'])}({name}, {body})"
        if which == 14:
            a, b = self.make("string", depth, scope), self.make("string", depth, scope)
            return f"{a}.{self.pick(['contains', 'startsWith', 'endsWith'])}({b})"
        return f"{self.make('string', depth, scope)}.matches({self.often(PATTERNS)})"

    def make_int(self, depth, scope):
        which = self.random.randrange(9)
        if which <= 3:
            return self.operation("int", ARITHMETIC, depth, scope)
        if which == 4:
            return f"size({self.make(self.pick(['string', 'bytes', 'ints', 'map', 'dyns']), depth, scope)})"
        if which == 5:
            return f"int({self.make(self.often(['uint', 'double', 'time', 'int', 'string']), depth, scope)})"
        if which == 6:
            zone = self.often(ZONES) if self.chance(0.4) else ""
            return f"{self.make('time', depth, scope)}.{self.pick(PARTS)}({zone})"
        if which == 7:
            part = self.pick(["getHours", "getMinutes", "getSeconds", "getMilliseconds"])
            return f"{self.make('span', depth, scope)}.{part}()"
        return f"{self.make('ints', depth, scope)}[{self.often(['0', '0', '1', '2', '-1', '9'])}]"

    def make_uint(self, depth, scope):
        if self.chance(0.6):
            return self.operation("uint", ARITHMETIC, depth, scope)
        return f"uint({self.make(self.pick(['int', 'double', 'uint']), depth, scope)})"

    def make_double(self, depth, scope):
        if self.chance(0.6):
            return self.operation("double", ARITHMETIC[:4], depth, scope)
        return f"double({self.make(self.often(['int', 'uint', 'double', 'string']), depth, scope)})"

    def make_string(self, depth, scope):
        which = self.random.randrange(4)
        if which <= 1:
            return self.operation("string", ["+"], depth, scope)
        if which == 2:
            kind = self.pick(["int", "uint", "double", "string", "bytes", "time", "span", "bool"])
            return f"string({self.make(kind, depth, scope)})"
        return f"{self.make('strings', depth, scope)}[{self.often(['0', '0', '1', '2'])}]"

    def make_bytes(self, depth, scope):
        if self.chance(0.5):
            return self.operation("bytes", ["+"], depth, scope)
        return f"bytes({self.make('string', depth, scope)})"

    def make_time(self, depth, scope):
        which = self.random.randrange(4)
        if which == 0:
            return f"({self.make('time', depth, scope)} {self.pick('+-')} {self.make('span', depth, scope)})"
        if which == 1:
            return f"timestamp({self.make('int', depth, scope)})"
        if which == 2:
            return "timestamp(config.at)"
        return f"({self.make('span', depth, scope)} + {self.make('time', depth, scope)})"

    def make_span(self, depth, scope):
        which = self.random.randrange(3)
        if which == 0:
            return self.operation("span", ["+", "-"], depth, scope)
        if which == 1:
            return self.operation("time", ["-"], depth, scope)
        return "duration(config.ttl)" if self.chance(0.3) else f"duration({self.often(SPANS)})"

    def make_list_of(self, kind, list, depth, scope):
        which = self.random.randrange(4)
        if which == 0:
            return self.operation(list, ["+"], depth, scope)
        if which == 1:
            return "[" + ", ".join(self.make(kind, depth, scope) for _ in range(self.random.randrange(4))) + "]"
        name = self.variable()
        inner = scope + [(name, kind)]
        source = self.make(list, depth, scope)
        if which == 2:
            return f"{source}.filter({name}, {self.make('bool', depth, inner)})"
        condition = f"{self.make('bool', depth, inner)}, " if self.chance(0.3) else ""
        return f"{source}.map({name}, {condition}{self.make(kind, depth, inner)})"

    def make_ints(self, depth, scope):
        return self.make_list_of("int", "ints", depth, scope)

    def make_strings(self, depth, scope):
        return self.make_list_of("string", "strings", depth, scope)

    def make_dyns(self, depth, scope):
        return "[" + ", ".join(f"dyn({self.any(depth, scope)})" for _ in range(self.random.randrange(4))) + "]"

    def make_map(self, depth, scope):
        keys = self.random.sample(["'a'", "'b'", "1", "2u", "true", "'é'", "'a'", "1u"], self.random.randrange(4))
        return "{" + ", ".join(f"{key}: dyn({self.any(depth, scope)})" for key in keys) + "}"

    def make_null(self, depth, scope):
        return self.leaf("null")

    def make_type(self, depth, scope):
        return f"type({self.any(depth, scope)})"

    def whole(self):
        """One expression to evaluate: of any kind but a map, whose order no two engines share."""
        kind = self.pick(["bool"] * 8 + ["int"] * 3 + ["uint", "double", "double", "string", "string", "bytes", "ints",
                                                      "strings", "time", "span", "type", "null"])
        return self.make(kind, self.random.randint(1, 4), [])


def expressions(seed, count, longest=400):
    maker, seen = Maker(seed), set()
    while len(seen) < count:
        maker.names = 0
        text = maker.whole()
        if len(text) <= longest and text not in seen:
            seen.add(text)
            yield text
