import JSON
import Testing

@Suite("JSONNodeDecoder")
struct JSONNodeDecoderTests {
    struct Shape: Decodable, Equatable {
        enum Colour: String, Decodable { case red, blue }
        struct Point: Decodable, Equatable {
            let x: Int8
            let y: Double?
        }
        let name: String
        let colour: Colour
        let points: [Point]
        let byName: [String: UInt64]?
        let note: String?
    }

    func decode<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
        try JSONNodeDecoder().decode(type, from: JSONDocument(text).root)
    }

    @Test("a type of known shape is decoded, unknown members are ignored")
    func decodes() throws {
        let shape = try decode(
            Shape.self,
            #"{"name":"n","colour":"blue","points":[{"x":-128,"y":2},{"x":1}],"byName":{"a":18446744073709551615},"new":[{}],"note":null}"#
        )
        let points = [Shape.Point(x: -128, y: 2), Shape.Point(x: 1, y: nil)]
        #expect(shape == Shape(name: "n", colour: .blue, points: points, byName: ["a": .max], note: nil))
        #expect(try decode([Int?].self, "[1,null,3]") == [1, nil, 3])
        #expect(try decode(Double.self, "3") == 3)
    }

    @Test(
        "a mistake names its place",
        arguments: [
            (#"{"name":1,"colour":"red","points":[]}"#, "name"),
            (#"{"name":"","colour":"green","points":[]}"#, "colour"),
            (#"{"name":"","colour":"red","points":[{"x":128}]}"#, "points.0.x"),
            (#"{"name":"","colour":"red","points":[{"x":1},{"x":1.0}]}"#, "points.1.x"),
            (#"{"name":"","colour":"red","points":{}}"#, "points"),
            (#"{"name":"","colour":"red","points":[{}]}"#, "points.0"),
        ]
    )
    func mistakes(text: String, place: String) throws {
        let error = try #require(throws: DecodingError.self) { try decode(Shape.self, text) }
        let context: DecodingError.Context =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context): context
            case .dataCorrupted(let context): context
            @unknown default: throw error
            }
        #expect(context.codingPath.map(\.stringValue).joined(separator: ".") == place)
    }
}
