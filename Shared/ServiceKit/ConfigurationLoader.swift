import Diagnostics
import YAML

/// Reads file, environment and flags, in this order, and collects every mistake.
struct ConfigurationLoader {
    /// Says what the command line asks for.
    enum Request {
        case run
        case help
        case version
        case healthcheck
    }

    let declarations: [any ConfigurationDeclaration]
    private let sink = DiagnosticSink()
    private var entries: [String: Configuration.Entry] = [:]
    private var badFlags = false
    /// Keys that somebody set, even wrongly: they are not missing as well.
    private var touched: Set<String> = []

    init(_ declarations: [any ConfigurationDeclaration]) {
        self.declarations = declarations
    }

    /// Says what to do, or what is wrong, and whether only flags are.
    enum Outcome {
        case ready(Request, Configuration)
        case mistakes(Diagnostics, ExitCode)
    }

    mutating func load(arguments: [String], environment: [String: String]) -> Outcome {
        for declaration in declarations {
            entries[declaration.name] = declaration.defaultSetting.map { .init(setting: $0, origin: .standard) }
        }
        let flags = readFlags(arguments)
        let file = flags.values.last { $0.name == "config" }?.value ?? environment["SETTEI_CONFIG"]
        if let file, flags.request == .run || flags.request == .healthcheck { readFile(file) }
        readEnvironment(environment)
        for flag in flags.values where flag.name != "config" { apply(flag.value, to: flag.name) }
        if flags.request == .run { findMissing() }
        if sink.hasErrors, flags.request == .run || flags.request == .healthcheck {
            return .mistakes(sink.diagnostics.sorted(), badFlags ? .usage : .configuration)
        }
        return .ready(flags.request, Configuration(entries, declarations, warnings: sink.diagnostics))
    }

    // MARK: The command line

    private typealias Flag = (name: String, value: String)

    private mutating func readFlags(_ arguments: [String]) -> (request: Request, values: [Flag]) {
        var request = Request.run
        var values: [Flag] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h": request = .help
            case "--version": request = .version
            case "--healthcheck": request = .healthcheck
            default:
                guard argument.hasPrefix("--") else {
                    refuse(flag: argument, "not a flag; write --key value")
                    continue
                }
                let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = String(parts[0])
                guard name == "config" || declaration(name) != nil else {
                    refuse(flag: "--\(name)", "unknown flag", near: name, lead: "--")
                    // What follows is its value, not another mistake.
                    if parts.count == 1, let next = rest.first, !next.hasPrefix("--") { rest.removeFirst() }
                    continue
                }
                if parts.count == 2 {
                    values.append((name, String(parts[1])))
                } else if let next = rest.first, !next.hasPrefix("--") {
                    values.append((name, rest.removeFirst()))
                } else if declaration(name)?.expectation == "true or false" {
                    values.append((name, "true"))
                } else {
                    refuse(flag: "--\(name)", "a value must follow")
                }
            }
        }
        return (request, values)
    }

    private mutating func refuse(flag: String, _ message: String, near name: String = "", lead: String = "") {
        badFlags = true
        let near = Suggestion.nearest(to: name, among: declarations.map(\.name) + ["config"])
        let hint = near.map { "did you mean \(lead)\($0)?" } ?? "--help lists them all"
        sink.append(Diagnostic(.error, message, file: flag, hint: hint))
    }

    private mutating func apply(_ text: String, to name: String) {
        let before = sink.diagnostics.count
        set(name, to: text, source: "--\(name)", origin: .flag("--\(name)"))
        if sink.diagnostics.count > before { badFlags = true }
    }

    // MARK: The environment

    private mutating func readEnvironment(_ environment: [String: String]) {
        let names = Dictionary(uniqueKeysWithValues: declarations.map { (Self.variable($0.name), $0.name) })
        for (variable, text) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("SETTEI_") {
            if let name = names[variable] {
                set(name, to: text, source: variable, origin: .environment(variable))
            } else if variable != "SETTEI_CONFIG", variable != "SETTEI_CORPORA" {
                // Only a warning: services may share an environment.
                let near = Suggestion.nearest(to: variable, among: names.keys.sorted())
                let hint = near.map { "did you mean \($0)?" }
                sink.append(Diagnostic(.warning, "no key of this service", file: variable, hint: hint))
            }
        }
    }

    static func variable(_ name: String) -> String {
        "SETTEI_" + name.uppercased().replacing("-", with: "_")
    }

    private mutating func set(_ name: String, to text: String, source: String, origin: Configuration.Origin) {
        guard let declaration = declaration(name) else { return }
        touched.insert(name)
        if let setting = declaration.setting(fromText: text) {
            entries[name] = .init(setting: setting, origin: origin)
        } else {
            let found = declaration.isSecret ? "something else" : "\"\(text)\""
            sink.append(Diagnostic(.error, "expected \(declaration.expectation), found \(found)", file: source))
        }
    }

    // MARK: The file

    private mutating func readFile(_ path: String) {
        guard let root = YAMLNode.loadDocument(path: path, into: sink), !root.isNull else { return }
        let reader = root.reader(into: sink)
        for declaration in declarations {
            guard let node = reader.optionalNode(declaration.name) else { continue }
            touched.insert(declaration.name)
            if let setting = declaration.setting(fromNode: node) {
                entries[declaration.name] = .init(setting: setting, origin: .file(node.diagnostic(.error, "")))
            } else if declaration.isSecret {
                // Without the line: it would show what must stay secret.
                let message = "expected \(declaration.expectation), found something else"
                sink.append(Diagnostic(.error, message, file: path, position: node.start))
            } else {
                sink.append(node.diagnostic(.error, "expected \(declaration.expectation), found \(node.summary)"))
            }
        }
        reader.finish()
    }

    private func findMissing() {
        for declaration in declarations where declaration.isRequired && !touched.contains(declaration.name) {
            let name = declaration.name
            let hint = "set --\(name), \(Self.variable(name)) or \(name): in the file"
            sink.append(Diagnostic(.error, "must be set: \(declaration.documentation)", file: "--\(name)", hint: hint))
        }
    }

    private func declaration(_ name: String) -> (any ConfigurationDeclaration)? {
        declarations.first { $0.name == name }
    }
}
