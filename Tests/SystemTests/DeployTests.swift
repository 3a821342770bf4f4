import Foundation
import Installation
import TestSupport
import Testing

@Suite("What operators deploy with", .serialized, .timeLimit(.minutes(1)))
struct DeployTests {
    static let deploy = Corpora.package.appending(path: "deploy")

    static let compose = "/usr/bin/docker-compose"
    static let file = deploy.appending(path: "docker-compose.yml").path

    @Test(
        "docker-compose accepts the file, with the profile and without",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: compose),
            "docker-compose is not installed: deploy/setup --tests"
        ),
        arguments: ["", "postgres"]
    )
    func composeReads(profile: String) throws {
        let words = ["-f", Self.file, "config"]
        let result = try Program.run(Self.compose, words, environment: ["COMPOSE_PROFILES": profile])
        #expect(result.status == 0, "\(result.error)")
        for service in Installation.Service.allCases {
            #expect(result.output.contains("\n  \(service.rawValue):\n"))
            #expect(
                result.output.contains("- \(service.rawValue)\n      - --healthcheck"),
                "\(service.rawValue) has a health check"
            )
        }
        let services = try Program.run(Self.compose, words + ["--services"], environment: ["COMPOSE_PROFILES": profile])
        #expect(services.output.contains("evidence-store-standby") && services.output.contains("database"))
    }

    static let schemaChecker = Corpora.package.appending(path: ".build/peers/bin/check-jsonschema").path

    @Test(
        "the file is one of the Compose specification, as version 2 reads it",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: schemaChecker),
            "check-jsonschema is not installed: deploy/setup --tests"
        )
    )
    func composeSpecification() throws {
        func check(_ path: String) throws -> (status: Int32, output: String, error: String) {
            try Program.run(Self.schemaChecker, ["--builtin-schema", "vendor.compose-spec", path])
        }
        let result = try check(Self.file)
        #expect(result.status == 0, "\(result.output)\(result.error)")
        let wrong = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yml")
        defer { try? FileManager.default.removeItem(at: wrong) }
        let text = try String(contentsOfFile: Self.file, encoding: .utf8)
        try text.replacing("read_only:", with: "reed_only:").write(to: wrong, atomically: true, encoding: .utf8)
        #expect(try check(wrong.path).status == 1, "the check finds a wrong word")
    }

    @Test(
        "every script is one that bash reads and explains itself",
        arguments: ["setup", "run", "test", "build", "image"]
    )
    func scripts(name: String) throws {
        let script = Self.deploy.appending(path: name).path
        #expect(try Program.run("/usr/bin/bash", ["-n", script]).status == 0)
        let help = try Program.run(script, ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("deploy/\(name)"))
    }

    @Test("a service stops cleanly when it is asked to", arguments: Installation.Service.allCases)
    func stops(service: Installation.Service) async throws {
        let installation = try Installation()
        defer { installation.stop() }
        try await installation.startAll()
        let program = try #require(installation.program(service))
        #expect(program.stop(within: .seconds(20)))
        #expect(program.terminationStatus == 0, "\(program.text.suffix(500))")
    }
}
