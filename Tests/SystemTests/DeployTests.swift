import Foundation
import Installation
import TestSupport
import Testing

@Suite("What operators deploy with", .serialized, .timeLimit(.minutes(1)))
struct DeployTests {
    static let deploy = Corpora.package.appending(path: "deploy")

    @Test(
        "docker-compose accepts the file",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/docker-compose")),
        arguments: [["docker-compose.yml"], ["docker-compose.yml", "docker-compose.postgresql.yml"]]
    )
    func compose(names: [String]) throws {
        let files = names.flatMap { ["-f", Self.deploy.appending(path: $0).path] }
        let result = try Program.run("/usr/bin/docker-compose", files + ["config"])
        #expect(result.status == 0, "\(result.error)")
        for service in Installation.Service.allCases {
            #expect(result.output.contains("\n  \(service.rawValue):\n"))
            #expect(
                result.output.contains("- \(service.rawValue)\n      - --healthcheck"),
                "\(service.rawValue) has a health check"
            )
        }
    }

    @Test("every script is one that bash reads and explains itself", arguments: ["setup", "run", "test", "keys"])
    func scripts(name: String) throws {
        let script = Self.deploy.appending(path: name).path
        #expect(try Program.run("/usr/bin/bash", ["-n", script]).status == 0)
        let help = try Program.run(script, ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("deploy/\(name)"))
    }

    @Test("keys are made once, kept from others, and known to the store")
    func keys() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["SETTEI": Program.folder.appending(path: "settei").path]
        let script = Self.deploy.appending(path: "keys").path
        #expect(try Program.run(script, [folder.path, "acme-ci=acme"], environment: environment).status == 0)
        let list = folder.appending(path: "store/principals.yaml")
        let first = try String(contentsOf: list, encoding: .utf8)
        #expect(first.contains("name: acme-ci, role: integrator, tenants: [acme]"))
        #expect(try Program.run(script, [folder.path, "acme-ci=acme"], environment: environment).status == 0)
        #expect(try String(contentsOf: list, encoding: .utf8) == first, "what is there stays as it is")
        let key = folder.appending(path: "acme-ci/acme-ci.key").path
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
        #expect(mode == 0o600)
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
