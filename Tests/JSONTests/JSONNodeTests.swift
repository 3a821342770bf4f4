import JSON
import Testing

@Suite("JSONNode")
struct JSONNodeTests {
    let root: JSONNode

    init() throws {
        root = try JSONDocument(
            #"{"name":"a\tb", "n": -5, "u": 18446744073709551615, "d": 2.50, "t":true, "z":null, "e\u0301":"é","# + "\n"
                + #""list":[1,[2,3],{"x":4},"five"],"flat":[10,20,30]}"#
        ).root
    }

    @Test("scalars come out as what they are and as nothing else")
    func scalars() {
        #expect(root["name"]?.string == "a\tb")
        #expect(root["n"]?.int == -5)
        #expect(root["n"]?.uint == nil)
        #expect(root["n"]?.double == -5)
        #expect(root["u"]?.uint == .max)
        #expect(root["u"]?.int == nil)
        #expect(root["d"]?.double == 2.5)
        #expect(root["d"]?.int == nil)
        #expect(root["t"]?.bool == true)
        #expect(root["z"]?.isNull == true)
        #expect(root["z"]?.bool == nil)
        #expect(root["absent"] == nil)
        #expect(root["name"]?["x"] == nil)
        #expect(root["name"]?[0] == nil)
    }

    @Test("members are found by text, by prepared name and by escaped spelling")
    func lookup() {
        #expect(root.member("n")?.int == -5)
        #expect(root.member(JSONKey("list"))?.count == 4)
        #expect(root["e\u{301}"]?.string == "é")
        #expect(root.member("absent") == nil)
    }

    @Test("arrays and objects are walked in order")
    func walking() {
        let list = root["list"]
        #expect(list?.elements.map(\.description) == ["1", "[2,3]", "{\"x\":4}", "\"five\""])
        #expect(list?[2]?["x"]?.int == 4)
        #expect(list?[3]?.isString("five") == true)
        #expect(list?[4] == nil)
        #expect(list?[-1] == nil)
        #expect(root["flat"]?[2]?.int == 30)
        #expect(root.members.map(\.key.string) == ["name", "n", "u", "d", "t", "z", "e\u{301}", "list", "flat"])
        #expect(root.members.first { $0.key == "t" }?.value.bool == true)
    }

    @Test("a value knows its bytes in the source")
    func source() throws {
        let node = try #require(root["d"])
        #expect(String(decoding: node.source, as: UTF8.self) == "2.50")
        #expect(Array(root.document.bytes[node.range]) == Array("2.50".utf8))
    }

    @Test("writing is compact, keeps numbers as written, and reads back the same")
    func writing() throws {
        var writer = JSONWriter()
        root.write(to: &writer)
        #expect(
            writer.text
                == #"{"name":"a\tb","n":-5,"u":18446744073709551615,"d":2.50,"t":true,"z":null,"e"# + "\u{301}"
                + #"":"é","list":[1,[2,3],{"x":4},"five"],"flat":[10,20,30]}"#
        )
        var again = JSONWriter()
        try JSONDocument(writer.bytes).root.write(to: &again)
        #expect(again.bytes == writer.bytes)
    }

    @Test(
        "a path finds its value and is written as it was read",
        arguments: [
            ("list[1][0]", "2"), ("list[2].x", "4"), ("name", #""a\tb""#), (#"["n"]"#, "-5"), ("flat[2]", "30"),
        ]
    )
    func paths(text: String, value: String) throws {
        let path = try #require(JSONPath(text))
        #expect(root.value(at: path)?.description == value)
        #expect(JSONPath(path.description) == path)
    }

    @Test("names that are no identifiers are quoted in paths, and malformed paths are none")
    func pathText() {
        #expect(JSONPath([.key("tags"), .key("aws:x"), .index(2), .key("y")]).description == #"tags["aws:x"][2].y"#)
        #expect(JSONPath(#"tags["a]\"b"].c"#)?.steps == [.key("tags"), .key("a]\"b"), .key("c")])
        for text in ["a.", "a..b", "a[", "a[x]", "a[-1]", ".a", "a]b", "a[1"] { #expect(JSONPath(text) == nil) }
        #expect(JSONPath("")?.steps == [])
    }
}
