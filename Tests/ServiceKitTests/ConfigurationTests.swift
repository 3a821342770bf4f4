import Diagnostics
import Foundation
import Testing

@testable import ServiceKit

enum Color: String, CaseIterable, Sendable { case red, green }

enum Keys {
    static let endpoint = ConfigurationKey.endpoint(
        "bus-endpoint",
        default: "tcp://127.0.0.1:7404",
        "Where the bus is."
    )
    static let batch = ConfigurationKey.int(
        "batch",
        default: 256,
        in: 1...1000,
        unit: "messages",
        "How many at a time."
    )
    static let dryRun = ConfigurationKey.bool("dry-run", default: false, "Sends nothing.")
    static let patience = ConfigurationKey.duration(
        "patience",
        default: .seconds(30),
        minimum: .seconds(1),
        "How long to wait."
    )
    static let directory = ConfigurationKey.path("directory", "Where packs are.")
    static let tenants = ConfigurationKey.list("tenants", default: [], "Which tenants.")
    static let password = ConfigurationKey.string("password", "The password.").optional.secret
    static let color = ConfigurationKey<Color>.choice("color", default: .red, "The color.")
    static let all: [any ConfigurationDeclaration] = [
        endpoint, batch, dryRun, patience, directory, tenants, password, color,
    ]
}

/// Loads with a file of this text, if any.
func load(
    file: String? = nil,
    _ environment: [String: String] = [:],
    _ arguments: [String] = []
) throws -> ConfigurationLoader.Outcome {
    var loader = ConfigurationLoader(Keys.all)
    guard let file else { return loader.load(arguments: arguments, environment: environment) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("settei-kit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("c.yaml").path
    try Data(file.utf8).write(to: URL(fileURLWithPath: path))
    return loader.load(arguments: ["--config", path] + arguments, environment: environment)
}

func configuration(_ outcome: ConfigurationLoader.Outcome) throws -> Configuration {
    switch outcome {
    case .ready(_, let configuration): return configuration
    case .mistakes(let diagnostics, _): throw diagnostics
    }
}

@Suite("Configuration")
struct ConfigurationTests {
    @Test("has the default of every key that nobody set")
    func defaults() throws {
        let configuration = try configuration(load([:], ["--directory", "p"]))
        #expect(configuration[Keys.endpoint] == "tcp://127.0.0.1:7404" && configuration[Keys.batch] == 256)
        #expect(!configuration[Keys.dryRun] && configuration[Keys.patience] == .seconds(30))
        #expect(
            configuration[Keys.tenants] == [] && configuration[Keys.password] == nil
                && configuration[Keys.color] == .red
        )
        #expect(configuration[Keys.directory] == "p")
    }

    @Test("takes file, then environment, then flags")
    func precedence() throws {
        let file = """
            directory: /packs
            batch: 1
            patience: 2s
            tenants: [a, b]
            color: green
            dry-run: true
            """
        let environment = [
            "SETTEI_BATCH": "2", "SETTEI_PATIENCE": "1m", "SETTEI_PASSWORD": "x", "SETTEI_TENANTS": "c, d",
        ]
        let configuration = try configuration(load(file: file, environment, ["--batch=3", "--dry-run", "false"]))
        #expect(configuration[Keys.directory] == "/packs" && configuration[Keys.batch] == 3)
        #expect(configuration[Keys.patience] == .seconds(60) && configuration[Keys.tenants] == ["c", "d"])
        #expect(
            configuration[Keys.color] == .green && !configuration[Keys.dryRun] && configuration[Keys.password] == "x"
        )
    }

    @Test("is shown without secrets")
    func secrets() throws {
        let configuration = try configuration(load(["SETTEI_PASSWORD": "hunter2"], ["--directory", "p", "--dry-run"]))
        let shown = configuration.description.map { "\($0.name)=\($0.value)" }
        #expect(
            shown == [
                "bus-endpoint=tcp://127.0.0.1:7404", "batch=256", "dry-run=true", "patience=30s", "directory=p",
                "tenants=",
                "password=(set)", "color=red",
            ]
        )
        guard case .mistakes(let mistakes, _) = try load(file: "password: [hunter2]\ndirectory: p") else {
            Issue.record("a list is no password")
            return
        }
        #expect(!mistakes.rendered().contains("hunter2"))
    }

    @Test("reports the mistakes of file, environment and flags all at once")
    func mistakes() throws {
        let file = """
            batch: 0
            patience: 30
            bus-endpont: tcp://a:1
            color: blue
            dry-run: yes
            """
        let environment = ["SETTEI_BUS_ENDPOINT": "tcp://host", "SETTEI_BACTH": "1"]
        guard
            case .mistakes(let mistakes, let code) = try load(
                file: file,
                environment,
                ["--bach", "7", "--tenants", "extra"]
            )
        else {
            Issue.record("no mistakes")
            return
        }
        let text = mistakes.rendered().replacing(#/\/\S*\/c.yaml/#, with: "c.yaml")
        #expect(
            text == """
                --bach: error: unknown flag
                  hint: did you mean --batch?
                --directory: error: must be set: Where packs are.
                  hint: set --directory, SETTEI_DIRECTORY or directory: in the file
                c.yaml:1:8: error: expected a whole number of messages, 1 to 1000, found the number 0
                    batch: 0
                           ^
                c.yaml:2:11: error: expected a duration such as 250ms, 30s, 5m, 1h30m or 7d, at least 1s, found the number 30
                    patience: 30
                              ^~
                c.yaml:3:1: error: unknown key "bus-endpont"
                    bus-endpont: tcp://a:1
                    ^~~~~~~~~~~
                  hint: did you mean "bus-endpoint"?
                c.yaml:4:8: error: expected one of red, green, found the text "blue"
                    color: blue
                           ^~~~
                c.yaml:5:10: warning: "yes" is a text here, not a truth value
                    dry-run: yes
                             ^~~
                  hint: write true or false, or put the text in quotes
                c.yaml:5:10: error: expected true or false, found the text "yes"
                    dry-run: yes
                             ^~~
                SETTEI_BACTH: warning: no key of this service
                  hint: did you mean SETTEI_BATCH?
                SETTEI_BUS_ENDPOINT: error: expected an endpoint such as tcp://evidence-store:7401, found "tcp://host"
                """
        )
        #expect(code == .usage)
    }

    @Test("says 78 when only file or environment is wrong, 64 when a flag is")
    func codes() throws {
        func code(_ outcome: ConfigurationLoader.Outcome) -> ExitCode? {
            if case .mistakes(_, let code) = outcome { code } else { nil }
        }
        #expect(try code(load(["SETTEI_BATCH": "x"], ["--directory", "p"])) == .configuration)
        #expect(try code(load(file: "directory: [")) == .configuration)
        #expect(try code(load([:], ["--config", "/nowhere.yaml"])) == .configuration)
        #expect(try code(load([:], ["--directory", "p", "--batch", "x"])) == .usage)
        #expect(try code(load([:], ["--directory"])) == .usage)
        #expect(try code(load([:], ["--directory", "p", "word"])) == .usage)
        #expect(try code(load([:], ["--directory", "p"])) == nil)
        // An empty file is a configuration without settings.
        #expect(try code(load(file: "", ["SETTEI_DIRECTORY": "p"])) == .configuration)
        #expect(try code(load(file: "{}", ["SETTEI_DIRECTORY": "p"])) == nil)
    }

    @Test("points a service's own checks to where a value was set")
    func ownChecks() throws {
        let configuration = try configuration(
            load(file: "directory: p\nbatch: 7", ["SETTEI_PATIENCE": "2s"], ["--color", "red"])
        )
        #expect(
            configuration.mistake(Keys.batch, "odd").rendered().hasSuffix(
                "c.yaml:2:8: error: odd\n    batch: 7\n           ^"
            )
        )
        #expect(configuration.mistake(Keys.patience, "short").rendered() == "SETTEI_PATIENCE: error: short")
        #expect(configuration.mistake(Keys.color, "c").rendered() == "--color: error: c")
        #expect(configuration.mistake(Keys.endpoint, "e").rendered() == "--bus-endpoint (default): error: e")
    }

    @Test(
        "knows endpoints",
        arguments: [
            ("tcp://a:1", true), ("tcp://[::1]:7401", true), ("tcp://*:*", true), ("ipc:///run/x", true),
            ("inproc://x", true),
            ("tcp://a", false), ("tcp://:1", false), ("tcp://a:0", false), ("tcp://a:65536", false),
            ("http://a:1", false),
            ("ipc://", false), ("tcp://a b:1", false),
        ]
    )
    func endpoints(text: String, isRight: Bool) {
        #expect((Keys.endpoint.fromText(text) != nil) == isRight)
    }
}
