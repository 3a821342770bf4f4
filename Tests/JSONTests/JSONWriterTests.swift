import JSON
import Testing

@Suite("JSONWriter")
struct JSONWriterTests {
    @Test("commas and colons come by themselves")
    func structure() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.int(1)
        writer.uint(.max)
        writer.beginObject()
        writer.endObject()
        writer.double(1)
        writer.endArray()
        writer.member("b", "x")
        writer.member("c", nil as String?)
        writer.member("d", true)
        writer.key("e")
        writer.raw("[null]")
        writer.endObject()
        #expect(writer.text == #"{"a":[1,18446744073709551615,{},1.0],"b":"x","d":true,"e":[null]}"#)
        writer.removeAll(keepingCapacity: true)
        writer.null()
        #expect(writer.text == "null")
    }

    @Test(
        "strings are escaped exactly where JSON demands it and read back",
        arguments: ["", "a\"b\\c/\u{7F}", "\u{0}\u{1F}\n\r\t\u{8}\u{C}", "日本😀"]
    )
    func strings(text: String) throws {
        var writer = JSONWriter()
        writer.string(text)
        #expect(try JSONDocument(writer.bytes).root.string == text)
    }

    @Test(
        "doubles read back bit for bit and stay doubles",
        arguments: [
            0, -0.0, 1, 0.1, 1e21, 1e-7, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 123456789.125,
        ]
    )
    func doubles(value: Double) throws {
        var writer = JSONWriter()
        writer.double(value)
        let node = try JSONDocument(writer.bytes).root
        #expect(node.kind == .double)
        #expect(node.double?.bitPattern == value.bitPattern)
    }

    @Test("what JSON cannot say becomes null", arguments: [Double.nan, .infinity])
    func notFinite(value: Double) {
        var writer = JSONWriter()
        writer.double(value)
        #expect(writer.text == "null")
    }
}
