import JSON
import Messages
import Rules
import TestSupport
import Testing

@testable import Notifier

@Suite("Rendering")
struct RenderingTests {
    struct Written: Sendable {
        let name: String
        let alert: Alert
    }

    static let stories: [Written] = [
        Written(name: "opened", alert: Samples.opened),
        Written(name: "resolved", alert: Samples.resolved),
        Written(name: "several", alert: Samples.several),
        Written(name: "flapping", alert: Samples.flapping),
        Written(name: "imported", alert: Samples.imported),
        Written(name: "test", alert: Samples.test),
    ]

    @Test("a letter reads as its golden file, in both languages", arguments: stories, Language.allCases)
    func letter(_ story: Written, _ language: Language) {
        let rendering = render(story.alert, language)
        let text = "\(rendering.letter.subject)\n\n\(rendering.letter.text)"
        #expect(Golden.difference(of: text, from: "\(story.name).\(language.rawValue).txt") == nil)
    }

    @Test("the same letter in HTML reads as its golden file", arguments: ["opened", "imported"], Language.allCases)
    func html(_ name: String, _ language: Language) throws {
        let story = try #require(Self.stories.first { $0.name == name })
        let rendering = render(story.alert, language)
        #expect(Golden.difference(of: rendering.letter.html, from: "\(name).\(language.rawValue).html") == nil)
    }

    @Test("a webhook's body reads as its golden file", arguments: stories)
    func webhook(_ story: Written) throws {
        let body = render(story.alert, .ja).webhook
        _ = try JSONDocument(body)
        let text = String(decoding: body, as: UTF8.self) + "\n"
        #expect(Golden.difference(of: text, from: "\(story.name).webhook.json") == nil)
    }

    @Test("a whole mail reads as its golden file", arguments: Language.allCases)
    func mail(_ language: Language) throws {
        let from = try #require(MailAddress("Settei 設定監視 <settei@provider.example>"))
        let to = try #require(MailAddress("田中 花子 <tanaka@acme.example>"))
        let message = render(Samples.resolved, language).mail(
            from: from,
            to: [to],
            domain: "provider.example",
            outsideID: DerivedID.outside(alert: Samples.resolved.id, route: "mail"),
            continues: [DerivedID.outside(alert: Samples.opened.id, route: "mail")]
        )
        let text = message.encoded()
        #expect(text.split(separator: "\r\n", omittingEmptySubsequences: false).allSatisfy { $0.utf8.count <= 998 })
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        let readable = text.replacing("\r\n", with: "\n")
        #expect(!readable.contains("\r"))
        #expect(Golden.difference(of: readable, from: "resolved.\(language.rawValue).eml") == nil)
    }

    /// What an attacker might call a bucket.
    static let hostile = [
        "<script>alert(1)</script>", "a\r\nBcc: everybody@example.com", "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{202e}txt.exe",
        "\" onmouseover=\"x", "=?UTF-8?B?QmNj?=", "&lt;b&gt;", "a\u{2028}b\u{0}c",
    ]

    @Test(
        "what has a meaning in HTML is escaped, and nothing else is touched",
        arguments: [
            ("", ""), ("設定 é 👨‍👩‍👧", "設定 é 👨‍👩‍👧"),
            ("<a href='x'>\"&\"</a>", "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;"),
            ("設<定&", "設&lt;定&amp;"), ("&amp;", "&amp;amp;"),
        ]
    )
    func escaped(_ text: String, _ expected: String) {
        #expect(HTML.escape(text) == expected)
    }

    @Test(
        "a text's lines are what line ends part, empty ones too",
        arguments: [
            ("", [""]), ("one", ["one"]), ("設定\n不備", ["設定", "不備"]), ("\na\n\n", ["", "a", "", ""]),
        ] as [(String, [String])]
    )
    func lines(_ text: String, _ expected: [String]) {
        #expect(text.lines.map(String.init) == expected)
    }

    @Test("a hostile name stays a name, in every form", arguments: hostile)
    func escaping(_ name: String) throws {
        var resource = Samples.bucket
        resource.id = name
        let explanation = Explanation(path: name, value: name, expression: name)
        let alert = Samples.alert([Samples.transition(name, explanation: explanation, resource: resource)])
        let rendering = render(alert, .en)

        let controls = rendering.letter.text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F }
        #expect(controls.isEmpty)
        #expect(!rendering.letter.text.contains("\u{202e}") && !rendering.letter.text.contains("\u{2028}"))
        #expect(!rendering.letter.html.contains("<script>") && !rendering.letter.html.contains("\" onmouseover"))
        #expect(!rendering.letter.html.contains("<b>"))

        let address = try #require(MailAddress("a@example.com"))
        let mail = rendering.mail(from: address, to: [address], domain: "x.example", outsideID: "00", continues: [])
        let headers = mail.encoded().components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
        #expect(!headers.contains { $0.lowercased().hasPrefix("bcc") })
        #expect(headers.filter { !$0.hasPrefix(" ") }.allSatisfy { $0.firstIndex(of: ":") != nil })
        let body = try JSONDocument(rendering.webhook)
        #expect(body.root["data"]?["findings"]?[0]?["finding"]?.string?.count == 64)
    }

    @Test("a secret that slipped through is masked once more")
    func masking() {
        let explanation = Explanation(path: "config.masterUserPassword", value: "\"hunter2hunter2\"")
        let token = Explanation(path: "config.tags", value: "\"AKIAIOSFODNN7EXAMPLE\"")
        let alert = Samples.alert([
            Samples.transition("a", explanation: explanation), Samples.transition("b", explanation: token),
        ])
        let rendering = render(alert, .ja)
        for form in [rendering.letter.text, rendering.letter.html, String(decoding: rendering.webhook, as: UTF8.self)] {
            #expect(!form.contains("hunter2") && !form.contains("AKIAIOSFODNN7EXAMPLE"))
        }
    }

    @Test("times are shown in the tenant's time zone, with its name")
    func clock() {
        let time = Samples.time("2026-07-01T00:30:00Z")
        #expect(LocalClock(zone: "Asia/Tokyo").text(time, .ja) == "2026年7月1日 09:30:00(日本時間)")
        let york = LocalClock(zone: "America/New_York")
        #expect(york.text(time, .en) == "30 June 2026, 20:30:00 (America/New_York, UTC-04:00)")
        #expect(york.text(time, .ja) == "2026年6月30日 20:30:00(America/New_York、UTC-04:00)")
        #expect(LocalClock(zone: "no/where").text(time, .en).contains("UTC+00:00"))
    }

    @Test("more findings than a mail should hold are counted")
    func many() {
        let transitions = (0..<60).map { Samples.transition("rule.\($0)", severity: .medium) }
        let rendering = render(Samples.alert(transitions), .en)
        #expect(rendering.story.items.count == Story.mostItems)
        #expect(rendering.letter.text.contains("There are 10 more findings."))
        #expect(rendering.letter.subject.contains("and 59 more"))
    }

    private func render(_ alert: Alert, _ language: Language) -> Rendering {
        Rendering(alert, language: language, profile: Samples.profile([]), texts: Samples.texts)
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
