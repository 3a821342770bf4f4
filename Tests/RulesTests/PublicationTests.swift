import JSON
import Messages
import Testing

@testable import Rules

@Suite("Packs are published as documents and a manifest")
struct PublicationTests {
    let pack = RuleFixture.pack("storage", [RuleFixture.rule("a"), RuleFixture.rule("b", retired: true)])

    @Test("a pack becomes two documents, and tests and retired rules stay behind")
    func documents() throws {
        let documents = pack.documents
        #expect(documents.map(\.part) == [.rules, .texts])
        let rules = try JSONDocument(documents[0].content).root
        #expect(rules["rules"]?.count == 1)
        #expect(rules["rules"]?[0]?["check"]?.string == "config.public == false")
        #expect(rules["rules"]?[0]?["title"] == nil)
        #expect(documents[0].digest.hasPrefix("sha256:") && documents[0].digest.utf8.count == 71)
    }

    @Test("the same pack always gives the same digests")
    func digestsAreStable() {
        #expect(pack.documents.map(\.digest) == pack.documents.map(\.digest))
        var other = pack
        other.rules[0].title.en = "Something else"
        #expect(other.documents[0].digest == pack.documents[0].digest)
        #expect(other.documents[1].digest != pack.documents[1].digest)
    }

    @Test("the texts are read back as they were written")
    func texts() throws {
        let texts = try PolicyTexts(documents: pack.documents)
        #expect(texts["a"]?.title == pack.rules[0].title)
        #expect(texts["a"]?.remedy[.ja] == "閉じてください。")
        #expect(texts["a"]?.controls == ["MIC-CFG III.3.1.1"])
        #expect(texts["b"] == nil)
    }

    @Test("what an intent says to customers goes with each of its rules; the bad practice stays behind")
    func intents() throws {
        let intent = Intent(
            id: "storage-not-public",
            title: LocalizedText(en: "Files are private", ja: "ファイルは非公開です"),
            consequence: LocalizedText(en: "Everyone can read it.", ja: "誰でも読めます。"),
            badPractice: LocalizedText(en: "It happened.", ja: "実際に起きました。")
        )
        var pack = pack
        pack.rules[0].intent = intent.id
        #expect(try PolicyTexts(documents: pack.documents)["a"]?.intent == nil)
        pack.intents = [intent]
        let texts = try PolicyTexts(documents: pack.documents)
        #expect(texts["a"]?.intent?.consequence[.en] == "Everyone can read it.")
        #expect(texts["a"] == PolicyTexts(packs: [pack])["a"])
        #expect(!String(decoding: pack.documents[1].content, as: UTF8.self).contains("It happened."))
    }

    @Test("texts that cannot be read are named")
    func badTexts() {
        let documents = [
            PolicyDocument(document: "x", part: .texts, version: "1", content: Array("{".utf8)),
            PolicyDocument(document: "y", part: .texts, version: "1", content: Array(#"{"rules":[{"id":1}]}"#.utf8)),
        ]
        #expect(throws: PolicyError.self) { try PolicyTexts(documents: documents) }
        do throws(PolicyError) {
            _ = try PolicyTexts(documents: documents)
        } catch {
            #expect(error.mistakes.map(\.document) == documents.map(\.reference.subject))
        }
    }

    @Test("a manifest's digest does not depend on the order of its documents")
    func manifest() {
        let references = pack.documents.map(\.reference)
        let manifest = PolicyManifest.following(nil, documents: references)
        #expect(manifest.version == 1)
        #expect(manifest.previous == nil)
        #expect(manifest.digest == PolicyManifest.digest(of: references.reversed()))
        let next = PolicyManifest.following(manifest, documents: [], retired: ["storage"])
        #expect(next.version == 2)
        #expect(next.previous == manifest.digest)
    }

    @Test("a manifest's digest is SHA-256 over its sorted lines")
    func manifestDigest() {
        let digest = PolicyManifest.digest(of: [
            PolicyDocumentReference(document: "b", part: .rules, version: "1", digest: "sha256:00"),
            PolicyDocumentReference(document: "a", part: .texts, version: "2", digest: "sha256:11"),
        ])
        // printf 'a texts 2 sha256:11\nb rules 1 sha256:00\n' | sha256sum
        #expect(digest == "sha256:2ad6fc4ea41f642c6c943c921a5bd8aa7672d571a8592a1ccffd00bbc9e90531")
    }

    @Test("an assembly is complete when every document is there, and refuses other bytes")
    func assembly() {
        let documents = pack.documents
        let manifest = PolicyManifest.following(nil, documents: documents.map(\.reference))
        var assembly = PolicyAssembly(manifest: manifest, parts: [.rules])
        #expect(assembly.complaint == nil)
        #expect(assembly.missing == [documents[0].reference])
        #expect(assembly.documents == nil)
        let taken = [
            assembly.supply(documents[0].reference, content: Array("{}".utf8)),
            assembly.supply(documents[1].reference, content: documents[1].content),
            assembly.supply(documents[0].reference, content: documents[0].content),
        ]
        #expect(taken == [false, false, true])
        #expect(assembly.documents == [documents[0]])
        let next = PolicyAssembly(manifest: manifest, parts: [.rules, .texts], known: [documents[0]])
        #expect(next.missing == [documents[1].reference])
    }

    @Test("a manifest whose digest is not its own is found")
    func forgedManifest() {
        var manifest = PolicyManifest.following(nil, documents: pack.documents.map(\.reference))
        manifest.documents.removeLast()
        #expect(PolicyAssembly(manifest: manifest, parts: [.rules]).complaint != nil)
    }
}
