import Foundation
import Installation
import TestSupport
import Testing

@Suite("Mistakes in what people write are shown by the built programs", .serialized, .timeLimit(.minutes(1)))
struct MistakesTests {
    /// A configuration file of a service with an unknown key, a wrong type and a bad endpoint.
    struct BadConfiguration: Sendable, CustomTestStringConvertible {
        let service: Installation.Service
        let text: String
        /// What each line of the answer must contain, by line of the file.
        let mistakes: [(line: Int, words: String)]
        var testDescription: String { service.rawValue }
    }

    static let configurations = [
        BadConfiguration(
            service: .evidenceStore,
            text: "jurnal: /tmp/x\nreader-threads: many\ningest-queue: 1\nexternal-feed: nowhere\n",
            mistakes: [(1, "jurnal"), (2, "\"many\""), (3, "1"), (4, "nowhere")]
        ),
        BadConfiguration(
            service: .policyRegistry,
            text: "policies: [a, b]\nintervall: 2s\nhealth-port: 99999\n",
            mistakes: [(1, "policies"), (2, "intervall"), (3, "99999")]
        ),
        BadConfiguration(
            service: .configChecker,
            text: "log-level: loud\nkeys: none\nshutdown-timeout: soon\n",
            mistakes: [(1, "loud"), (2, "keys"), (3, "soon")]
        ),
        BadConfiguration(
            service: .notifier,
            text: "smtp-port: mail\nwebhook-timeout: 0s\nsmtp-pasword: x\n",
            mistakes: [(1, "mail"), (2, "0s"), (3, "smtp-pasword")]
        ),
    ]

    @Test(
        "every mistake in a service's file at once, with line and caret, and exit status 78",
        arguments: MistakesTests.configurations
    )
    func configuration(bad: BadConfiguration) throws {
        let folder = try Folder(["bad.yaml": bad.text])
        defer { folder.remove() }
        let result = try Program.run(bad.service.rawValue, ["--config", folder.path("bad.yaml")])
        #expect(result.status == 78, "\(result.error)")
        for (line, words) in bad.mistakes {
            #expect(result.error.contains("bad.yaml:\(line):"), "line \(line) (\(words)):\n\(result.error)")
            #expect(result.error.contains(words))
        }
        #expect(result.error.split(separator: "\n").count { $0.contains("^") } == bad.mistakes.count, "\(result.error)")
    }

    @Test(
        "unknown and unfinished flags end with 64, and all are named",
        arguments: Installation.Service.allCases
    )
    func flags(service: Installation.Service) throws {
        let result = try Program.run(service.rawValue, ["--helth-port", "1", "--log-level", "loud", "--config"])
        #expect(result.status == 64, "\(result.error)")
        for words in ["--helth-port", "health-port", "loud", "--config"] { #expect(result.error.contains(words)) }
    }

    @Test("a file that is no YAML is shown with its line", arguments: Installation.Service.allCases)
    func noYAML(service: Installation.Service) throws {
        let folder = try Folder(["bad.yaml": "log-level: info\nkey: [\nother: }\n"])
        defer { folder.remove() }
        let result = try Program.run(service.rawValue, ["--config", folder.path("bad.yaml")])
        #expect(result.status == 78)
        #expect(result.error.contains("bad.yaml:3:"), "\(result.error)")
        #expect(result.error.contains("^"))
    }

    @Test("a port that is taken ends the service with 69 and names the port")
    func ports() throws {
        let installation = try Installation()
        defer { installation.stop() }
        let sink = try WebhookSink([.status(200)])
        defer { sink.stop() }
        for service in Installation.Service.allCases {
            let arguments = installation.arguments(service) + ["--health-port", "\(sink.port)"]
            let result = try Program.run(service.rawValue, arguments)
            #expect(result.status == 69, "\(service.rawValue): \(result.error)")
            #expect(result.error.contains("\(sink.port)"))
        }
        let taken = installation.arguments(.evidenceStore) + ["--internal-feed", "tcp://127.0.0.1:\(sink.port)"]
        let result = try Program.run("evidence-store", taken)
        #expect(result.status == 69, "\(result.error)")
        #expect(result.error.contains("\(sink.port)"))
    }

    @Test("a key of another service, and a folder that takes no files, are what /readyz and the metrics say")
    func notReady() async throws {
        let installation = try Installation()
        defer { installation.stop() }
        installation.set(["key": installation.path("keys/notifier.key")], for: .configChecker, replica: 1)
        try FileManager.default.removeItem(atPath: installation.path("notifications"))
        try installation.write("", to: "notifications")
        for service in Installation.Service.allCases { try installation.start(service) }
        try installation.start(.configChecker, replica: 1)
        try await installation.waitUntilReady(.configChecker)
        func expect(_ service: Installation.Service, replica: Int, _ part: String, _ reason: String) async {
            let end = #"{"ready":false,"reasons":{"\#(part)":"\#(reason)"}}"#
            let isTold = await waitUntil { installation.page("readyz", service, replica: replica).hasSuffix(end) }
            #expect(isTold, "\(installation.page("readyz", service, replica: replica))")
        }
        let role = "this key's role may not take assess; give it the service's role in principals.yaml"
        await expect(.configChecker, replica: 1, "work", role)
        await expect(.notifier, replica: 0, "directory", "\(installation.path("notifications")): Not a directory")
        let metrics = installation.metricsPage(.configChecker, replica: 1)
        #expect(metrics["settei_ready"] == 0 && metrics["settei_bus_ready_for_work"] == 0)
        try FileManager.default.removeItem(atPath: installation.path("notifications"))
        try await installation.waitUntilReady(.notifier)
        #expect(installation.metricsPage(.notifier)["settei_ready"] == 1)
    }

    @Test("every mistake in the list of principals, with line and caret")
    func principals() throws {
        let installation = try Installation()
        defer { installation.stop() }
        try installation.write(
            """
            principals:
              - { name: acme-ci, role: integrater, tenants: [acme], key: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7" }
              - { name: acme-ci2, role: integrator, key: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7" }
              - { name: Acme, role: integrator, tenants: [acme], key: short }
              - { name: x, role: operator, key: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", admin: true }
            """,
            to: "keys/principals.yaml"
        )
        let result = try Program.run("evidence-store", installation.arguments(.evidenceStore))
        #expect(result.status == 78, "\(result.error)")
        for words in [
            "principals.yaml:2:", "integrater", "principals.yaml:3:", "needs tenants", "principals.yaml:4:", "Acme",
            "Z85",
            "principals.yaml:5:", "admin",
        ] {
            #expect(result.error.contains(words), "\(words):\n\(result.error)")
        }
        #expect(result.error.contains("^"))
    }

    @Test("every mistake in packs and tenants: by policy-registry --check, and in packs by settei rules lint")
    func packs() throws {
        let folder = try Folder([
            "policies/one.yaml": Self.badPack, "policies/broken.yaml": Self.unknownName,
            "policies/two.yaml": "apiVersion: settei/v1\nkind: [RulePack\n",
            "tenants/acme.yaml": """
            apiVersion: settei/v1
            kind: Tenant
            id: acme
            name: { en: Acme }
            language: fr
            routes:
              - { id: hook, channel: webhook, url: ftp://example.com }
              - { id: mail, channel: email, to: [nobody] }
            """,
        ])
        defer { folder.remove() }
        let inPacks = ["one.yaml:10:", "catastrophic", "one.yaml:17:", "chek", "broken.yaml:9:", "confg", "two.yaml:"]
        let check = try Program.run(
            "policy-registry",
            ["--check", "--policies", folder.path("policies"), "--tenants", folder.path("tenants")]
        )
        #expect(check.status == 78, "\(check.error)")
        for words in inPacks + ["acme.yaml:5:", "fr", "acme.yaml:7:", "secretRef", "ftp://", "acme.yaml:8:", "nobody"] {
            #expect(check.error.contains(words), "\(words):\n\(check.error)")
        }
        let lint = try Program.run("settei", ["rules", "lint", folder.path("policies")])
        #expect(lint.status == 1)
        for words in inPacks + ["^"] { #expect(lint.error.contains(words), "\(words):\n\(lint.error)") }
        let good = try Program.run(
            "settei",
            ["rules", "lint", Corpora.package.appending(path: "deploy/policies").path]
        )
        #expect(good.status == 0, "\(good.error)")
    }

    @Test("settei publish refuses a message over 1 MiB before sending, with 65 and a reason; --skip-bad sends the rest")
    func tooLarge() async throws {
        let installation = try Installation()
        defer { installation.stop() }
        let large = try Samples.change(number: 1).replacing(
            "\"configuration\":{",
            with: "\"configuration\":{\"filling\":\"\(String(repeating: "x", count: 1 << 20))\","
        )
        let good = try Samples.change(number: 2)
        try installation.write("\(good)\n\(large)\n", to: "changes.ndjson")
        let arguments = ["publish", "--tenant", "acme", installation.path("changes.ndjson")]
        let environment = installation.environment("acme-ci")
        let result = try Program.run("settei", arguments, environment: environment)
        #expect(result.status == 65, "\(result.error)")
        #expect(result.error.contains("changes.ndjson:2"), "\(result.error)")
        #expect(result.error.contains("1048576") || result.error.contains("1 MiB"), "\(result.error)")
        #expect(result.error.contains("nothing was published"))

        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        let rest = try Program.run("settei", arguments + ["--skip-bad", "--json"], environment: environment)
        #expect(rest.output.contains("\"recorded\":1"), "\(rest.output)\(rest.error)")
        let broken = try Program.run("settei", arguments.dropLast() + ["-"], environment: environment, input: "{\"a\":")
        #expect(broken.status == 65, "\(broken.error)")
    }

    private static let unknownName = """
        apiVersion: settei/v1
        kind: RulePack
        metadata: { id: broken, version: 1.0.0, title: { en: One, ja: 一 } }
        rules:
          - id: broken.first
            category: "3"
            level: basic
            applies: { provider: aws, resourceType: "AWS::S3::Bucket" }
            check: confg.a == 1
            severity: low
            title: { en: First, ja: 一 }
            risk: { en: Risk., ja: 危険です。 }
            remedy: { en: Remedy., ja: 直してください。 }
            onMissing: fail
            controls: ["27017 9.4.1"]
        """

    private static let badPack = """
        apiVersion: settei/v1
        kind: RulePack
        metadata:
          id: one
          version: 1.0.0
          title: { en: One, ja: 一 }
        rules:
          - id: one.first
            category: "3"
            severity: catastrophic
            title: { en: First, ja: 一 }
            applies: { provider: aws, resourceType: "AWS::S3::Bucket" }
            check: config.a == 1
          - id: one.second
            category: "3"
            level: basic
            chek: config.a == 1
        """
}

/// A folder of files that is thrown away.
struct Folder {
    let url: URL

    init(_ files: [String: String]) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        for (name, text) in files { try write(text, to: name) }
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ text: String, to name: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    func remove() { try? FileManager.default.removeItem(at: url) }
}
