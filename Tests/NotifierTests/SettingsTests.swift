import Curl
import Diagnostics
import Testing

@testable import Notifier
@testable import ServiceKit

@Suite("Settings")
struct SettingsTests {
    private func settings(_ arguments: [String]) throws -> NotifierSettings {
        var loader = ConfigurationLoader(NotifierService.declaration.allKeys)
        guard case .ready(_, let configuration) = loader.load(arguments: arguments, environment: [:]) else {
            throw SecretsError(name: "arguments", reason: "are wrong")
        }
        return try NotifierSettings(configuration)
    }

    @Test("the defaults hold, write mail into the directory and allow no private address")
    func defaults() throws {
        let settings = try settings([])
        #expect(settings.smtp == nil && settings.allowed.isEmpty && settings.hasLastResort)
        #expect(settings.domain == "localhost.localdomain" && settings.webhookTimeout == .seconds(15))
    }

    @Test("all mistakes are told at once")
    func mistakes() throws {
        let error = #expect(throws: Diagnostics.self) {
            try settings([
                "--from", "nobody", "--domain", "a b", "--webhook-allow", "10.0.0.1/8,x", "--smtp-host", "mail.example",
                "--smtp-user", "me", "--smtp-secret", "none", "--smtp-security", "opportunistic",
            ])
        }
        #expect(
            error?.errors.map(\.file) == [
                "--from", "--domain", "--webhook-allow", "--webhook-allow", "--smtp-secret", "--smtp-security",
            ]
        )
    }

    @Test("a mail server is logged in to with the secret's first line")
    func smtp() throws {
        let scratch = try ScratchDirectory(["smtp": "pass\n"])
        let settings = try settings([
            "--smtp-host", "mail.example", "--smtp-user", "me", "--smtp-secret", "smtp", "--secrets", scratch.path,
            "--from", "Alerts <alerts@provider.example>", "--domain", "mail.provider.example",
        ])
        #expect(settings.smtp?.password == "pass" && settings.smtp?.security == .required)
        #expect(settings.from.address == "alerts@provider.example" && settings.domain == "mail.provider.example")
    }

    @Test("trying routes needs no health endpoint")
    func arguments() {
        #expect(NotifierService.arguments(["--send-test", "acme"]).starts(with: ["--health-port", "0"]))
        #expect(NotifierService.arguments(["--store", "x"]) == ["--store", "x"])
    }
}
