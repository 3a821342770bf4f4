import JSON
import Messages
import Testing

@testable import Adapters

@Suite("Feeds: what clouds say of changes")
struct FeedTests {
    @Test("each form is recognised and becomes what it says", arguments: trail + azure + google + kubernetes + tenants)
    func form(_ example: FeedCase) throws {
        let root = try JSONDocument(example.input).root
        #expect(AdapterCatalogue().recognise(root) == example.format)
        let reading = try AdapterCatalogue().read(root)
        #expect(reading.changes.map(FeedCase.line) == example.changes)
        #expect(reading.ignored == example.ignored)
        #expect(reading.errors.count == example.errors.count, "\(reading.errors)")
        for (error, words) in zip(reading.errors, example.errors) {
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test("reading a document twice is a repeat", arguments: trail + azure + google + kubernetes + tenants)
    func identity(_ example: FeedCase) throws {
        let first = try AdapterCatalogue().read(JSONDocument(example.input).root).changes.map(\.id)
        let second = try AdapterCatalogue().read(JSONDocument(example.input).root).changes.map(\.id)
        #expect(first == second && Set(first).count == first.count)
    }

    @Test("members of Kubernetes objects that are null are not there")
    func nulls() throws {
        let text =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"args":null,"containers":[{"env":null,"x":1}]}}"#
        let change = try AdapterCatalogue().read(JSONDocument(text).root).changes.first?.change
        let spec = try change?.configuration.document().root.member("spec")?.description
        #expect(spec == #"{"containers":[{"x":1}]}"#)
    }
}

@Suite("Documents that are nearly right")
struct MutatedFeedTests {
    /// Whatever is taken out of a document, put in twice or replaced, an adapter answers, and does not crash.
    @Test(
        "every member taken out, made null, a text, a list",
        arguments: FeedTests.trail + FeedTests.azure + FeedTests.google + FeedTests.kubernetes + FeedTests.tenants
    )
    func mutations(_ example: FeedCase) throws {
        let root = try JSONDocument(example.input).root
        var texts: [String] = []
        for (key, _) in root.members {
            for value in ["null", "\"x\"", "[]", "{}", "[{}]", "7", ""] {
                texts.append(Self.text(root, replacing: key.string, by: value))
            }
        }
        for text in texts {
            let document = try JSONDocument(text)
            for format in AdapterCatalogue().formats {
                let reading = try? AdapterCatalogue().read(document.root, as: format)
                for error in reading?.errors ?? [] { #expect(!error.description.isEmpty) }
            }
        }
    }

    private static func text(_ node: JSONNode, replacing name: String, by value: String) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, member) in node.members where key.string != name || !value.isEmpty {
            writer.key(key.string)
            if key.string == name { writer.raw(Array(value.utf8)[...]) } else { member.write(to: &writer) }
        }
        writer.endObject()
        return writer.text
    }
}
