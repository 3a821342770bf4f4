import Expressions
import JSON

/// One line of the case file.
struct ConformanceCase {
    let root: JSONNode
    let id: String

    init(_ root: JSONNode) {
        self.root = root
        id = root["id"]?.string ?? ""
    }

    /// What the case counts under: its class, with the cases apart that need a message without a meaning in JSON.
    var group: String {
        let name = root["class"]?.string ?? "none"
        return name == "proto" ? "proto, \(missingType == nil ? "meaning in JSON" : "messages")" : name
    }

    /// What is wrong; nil when the case passes.
    func problem() -> String? {
        if let field = root.members.first(where: { !Self.fields.contains($0.key.string) }) {
            return "the runner does not know the field \(field.key)"
        }
        var variables: [Variable] = []
        var functions: [FunctionDeclaration] = []
        var bindings = Bindings(count: 0)
        for declaration in root["type_env"]?.elements.map(\.self) ?? [] {
            if declaration["ident"] != nil, let missingType { return "declares a variable of type \(missingType)" }
            variables += DeclaredType.variable(declaration).map { [$0] } ?? []
            functions += DeclaredType.functions(declaration)
        }
        for (name, value) in root["bindings"]?.members.map(\.self) ?? [] {
            let slot = variables.firstIndex { $0.name == name.string } ?? variables.count
            if slot == variables.count { variables.append(Variable(name.string)) }
            guard let tagged = value["value"], let value = TaggedValue.read(tagged) else {
                return "\(name) has no meaning in JSON"
            }
            bindings[slot] = value
        }
        var environment = Environment(variables: variables)
        environment.declaredFunctions = functions
        environment.container = root["container"]?.string ?? ""
        environment.isUnchecked = root["disable_check"]?.bool ?? false
        do {
            return problem(try Program(compiling: root["expr"]?.string ?? "", in: environment), bindings)
        } catch {
            return isErrorExpected ? errorProblem : "refused: \(error.issues[0].message)"
        }
    }

    private func problem(_ program: Program, _ bindings: Bindings) -> String? {
        if let wanted = root["expect"]?["deduced_type"] {
            let type = program.resultType.description
            if type != TypeText(wanted).description { return "type \(type), expected \(TypeText(wanted))" }
        }
        if root["check_only"]?.bool == true { return nil }
        switch program.evaluate(bindings) {
        case .failure(let error): return isErrorExpected ? errorProblem : "failed: \(error)"
        case .success(let value) where isErrorExpected: return "gave \(value.jsonText), expected an error"
        case .success(let value):
            guard let wanted = root["expect"]?["value"] else { return "no expectation" }
            return TaggedValue.matches(value, wanted) ? nil : "gave \(value.jsonText), expected \(wanted)"
        }
    }

    private var isErrorExpected: Bool { root["expect"]?["kind"]?.string == "eval_error" }

    /// An expected error must not be there for the mere reason that the message's type is unknown.
    private var errorProblem: String? { missingType.map { "no error of \($0), which is unknown" } }

    /// The message or enum it needs that has no meaning in JSON; nil for most.
    var missingType: String? {
        let text = ["expr", "container", "type_env", "bindings", "expect"].compactMap { root[$0]?.description }.joined()
        guard let name = Self.messages.first(where: { text.contains($0) }) else { return nil }
        return "cel.expr.conformance.\(text.contains("proto2") ? "proto2" : "proto3").\(name)"
    }

    /// Why the case cannot pass; nil when only a person can tell.
    var reason: String? {
        missingType.map { "needs the protobuf type \($0), and settings in JSON have no messages of their own" }
    }

    /// The messages and enums of the specification's own protobuf files.
    private static let messages = [
        "NestedTestAllTypes", "TestAllTypes.NestedEnum", "TestAllTypes", "TestRequired", "GlobalEnum",
    ]

    private static let fields: Set = [
        "id", "file", "section", "name", "description", "expr", "check_only", "disable_check", "container", "type_env",
        "bindings", "bindings_json", "expect", "expect_json", "needs", "class",
    ]
}
