import JSON
import Testing

@testable import Adapters

@Suite("The catalogue of adapters")
struct CatalogueTests {
    @Test("every form of AWS Config is recognised as such", arguments: FormTests.cases)
    func awsConfig(_ example: FormTests.Case) throws {
        let root = try JSONDocument(example.input).root
        guard root.kind == .object || root.kind == .array else { return }
        #expect(AdapterCatalogue().recognise(root) == .awsConfig)
        #expect(try AdapterCatalogue().read(root).changes.count == example.count)
    }

    @Test(
        "what is in no known format is refused with what was found",
        arguments: [
            ("{}", "an empty object is in no format that is known"),
            (#"{"a":1,"b":{}}"#, "an object with a, b is in no format that is known"),
            (#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}"#, "an object with a, b, c, d, e, f, … is in no format"),
            ("[]", "an empty list is in no format that is known"),
            ("[[1]]", "a list is in no format that is known"),
            ("[1]", "a list is in no format that is known"),
            (#""text""#, "a text is in no format that is known"),
            ("17", "the value 17 is in no format that is known"),
        ]
    )
    func unknown(_ text: String, _ words: String) throws {
        let root = try JSONDocument(text).root
        let error = #expect(throws: AdapterError.self) { try AdapterCatalogue().read(root) }
        #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("aws-config") == true)
    }

    @Test("every format of the catalogue has an adapter that answers to it")
    func formats() {
        let catalogue = AdapterCatalogue()
        #expect(!catalogue.formats.isEmpty && Set(catalogue.formats).count == catalogue.formats.count)
        for format in catalogue.formats { #expect(catalogue.adapter(for: format) != nil) }
    }
}
