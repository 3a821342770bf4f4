import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("The whole way, from an integrator to the customer", .serialized, .timeLimit(.minutes(3)))
struct WholeWayTests {
    @Test("a public bucket is found, told in Japanese, and told again in the same thread when it is mended")
    func bucket() async throws {
        let installation = try Installation()
        defer { installation.stop() }
        try await installation.startAll()
        let samples = Corpora.package.appending(path: "deploy/samples")
        func publish(_ name: String) throws {
            let result = try Program.run(
                "settei",
                [
                    "publish", "--format", "aws-config", "--tenant", "acme", "--json",
                    samples.appending(path: name).path,
                ],
                environment: installation.environment("acme-ci")
            )
            #expect(result.status == 0, "\(result.error)")
            #expect(result.output.contains("\"refused\":0"))
        }
        try publish("01-public-bucket.json")
        let opened = await findings(installation, "open") {
            $0.contains { $0.state.rule == "aws.s3.block-public-access" }
        }
        #expect(opened.contains { $0.state.severity == .critical && $0.state.resource.id == "customer-data" })
        let mails = await installation.mails(of: "acme") { !$0.isEmpty }
        #expect(mails.count == 1, "the findings of one change are one message")
        #expect(mails.first?.text.contains("customer-data") == true)
        #expect(mails.first?.text.contains("パブリックアクセス") == true, "\(mails.first?.text ?? "no mail")")

        try publish("07-fixed-bucket.json")
        let resolved = await findings(installation, "resolved") {
            $0.contains { $0.state.rule == "aws.s3.block-public-access" }
        }
        #expect(resolved.contains { $0.state.reason == .pass })
        let both = await installation.mails(of: "acme") { $0.count >= 2 }
        let reply = both.first { $0.header("In-Reply-To") != nil }
        #expect(reply != nil, "the second mail answers the first")
        #expect(both.contains { $0.header("Message-ID") == reply?.header("In-Reply-To") })

        try publish("01-public-bucket.json")
        #expect(await installation.mails(of: "acme") { $0.count >= 2 }.count == 2, "a file published twice is a repeat")
    }

    @Test("one tenant's findings are not shown to another's integrator")
    func separate() async throws {
        let installation = try Installation(integrators: ["acme-ci": ["acme"], "globex-ci": ["globex"]])
        defer { installation.stop() }
        try await installation.startAll()
        let sample = Corpora.package.appending(path: "deploy/samples/03-public-database.json").path
        let arguments = ["publish", "--format", "aws-config", "--tenant", "acme", sample]
        #expect(try Program.run("settei", arguments, environment: installation.environment("acme-ci")).status == 0)
        #expect(await !findings(installation, "open") { !$0.isEmpty }.isEmpty)
        let own = try Program.run("settei", ["findings", "--json"], environment: installation.environment("globex-ci"))
        #expect(own.status == 0)
        #expect(own.output.isEmpty)
        let other = try Program.run(
            "settei",
            ["findings", "--tenant", "acme"],
            environment: installation.environment("globex-ci")
        )
        #expect(other.status == 1)
        #expect(other.error.contains("tenant-not-allowed"), "\(other.error)")
        let foreign = try Program.run("settei", arguments, environment: installation.environment("globex-ci"))
        #expect(foreign.status == 1)
        #expect(foreign.error.contains("tenant-not-allowed"), "\(foreign.error)")
        let stranger = try Program.run(
            "settei",
            ["findings", "--timeout", "2"],
            environment: installation.environment("stranger")
        )
        #expect(stranger.status == 69)
        #expect(stranger.error.contains("does not know your key"), "\(stranger.error)")
    }

    @Test("an integrator in Python publishes and reads its receipts")
    func python() async throws {
        let installation = try Installation()
        defer { installation.stop() }
        try await installation.startAll()
        let good = try Samples.change(number: 1)
        try installation.write(good, to: "good.json")
        try installation.write(
            #"{"provider":"aws","account":"1","region":"r","resourceType":"T","resourceId":"i","observedAt":"2026-11-20T00:00:00Z"}"#,
            to: "bad.json"
        )
        let ports = installation.endpoints(.external)
        func run(_ file: String) throws -> (status: Int32, output: String, error: String) {
            try Program.run(
                "/usr/bin/python3",
                [
                    Corpora.package.appending(path: "deploy/examples/publish.py").path,
                    "--ingest-port", String(ports.ingest.split(separator: ":").last ?? ""),
                    "--feed-port", String(ports.feed.split(separator: ":").last ?? ""),
                    "--key", installation.path("keys/acme-ci.key"), "--store-key", installation.path("keys/store.pub"),
                    "--tenant", "acme", installation.path(file),
                ]
            )
        }
        let first = try run("good.json")
        #expect(first.status == 0, "\(first.error)")
        #expect(first.output.contains("recorded"))
        #expect(try run("good.json").output.contains("repeat"))
        let bad = try run("bad.json")
        #expect(bad.status == 1)
        #expect(bad.output.contains("refused bad-data"), "\(bad.output)")
    }

    private func findings(
        _ installation: Installation,
        _ status: String,
        until enough: @Sendable ([FindingRecord]) -> Bool
    ) async -> [FindingRecord] {
        await installation.findings(as: "acme-ci", status: status, until: enough)
    }
}
