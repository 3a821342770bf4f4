public import Diagnostics

/// Holds what a service was told, checked and complete; read by key.
public struct Configuration: Sendable {
    /// Says where a value came from.
    enum Origin: Sendable {
        case standard
        case file(Diagnostic)
        case environment(String)
        case flag(String)
    }

    struct Entry: Sendable {
        var setting: Setting
        var origin: Origin
    }

    /// What may be odd but does not hinder: to be logged.
    public let warnings: Diagnostics
    private let entries: [String: Entry]
    private let declarations: [any ConfigurationDeclaration]

    init(_ entries: [String: Entry], _ declarations: [any ConfigurationDeclaration], warnings: Diagnostics) {
        self.entries = entries
        self.declarations = declarations
        self.warnings = warnings
    }

    /// The value of a key, which must be among the service's declared ones.
    public subscript<Value>(_ key: ConfigurationKey<Value>) -> Value {
        guard let box = entries[key.name]?.setting.value as? ValueBox<Value> else {
            preconditionFailure("the key \(key.name) is not declared for this service")
        }
        return box.value
    }

    /// Returns a diagnostic that points to where a key was set; for checks that only the service can make.
    public func mistake(_ key: some ConfigurationDeclaration, _ message: String, hint: String? = nil) -> Diagnostic {
        switch entries[key.name]?.origin {
        case .file(var diagnostic):
            diagnostic.message = message
            diagnostic.hint = hint
            return diagnostic
        case .environment(let name): return Diagnostic(.error, message, file: name, hint: hint)
        case .flag(let name): return Diagnostic(.error, message, file: name, hint: hint)
        case .standard, nil: return Diagnostic(.error, message, file: "--\(key.name) (default)", hint: hint)
        }
    }

    /// Every key and its value as text, in the order of declaration; secrets only as `(set)`.
    public var description: [(name: String, value: String)] {
        declarations.map { declaration in
            let text = entries[declaration.name]?.setting.text ?? ""
            return (declaration.name, declaration.isSecret && !text.isEmpty ? "(set)" : text)
        }
    }
}
