import Expressions
import Foundation
import JSON
import Testing

/// Runs the cases of the CEL specification that need neither messages nor extensions.
///
/// Cases that do not pass yet stand in `Fixtures/known-issues.json` with the reason; one that passes must not stand
/// there.
@Suite("CEL conformance")
struct ConformanceTests {
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static var casesFile: URL {
        let corpora = ProcessInfo.processInfo.environment["SETTEI_CORPORA"].map { URL(filePath: $0) }
        return (corpora ?? package.deletingLastPathComponent().appending(path: "shared/corpora")).appending(
            path: "cel/cases.jsonl"
        )
    }

    @Test("the plain cases of the specification pass, but for the listed ones")
    func plainCases() throws {
        guard let data = try? Data(contentsOf: Self.casesFile) else {
            print("skipped: no CEL cases at \(Self.casesFile.path)")
            return
        }
        let listed = try Self.knownIssues()
        var failing: [String: String] = [:]
        var count = 0
        for line in data.split(separator: UInt8(ascii: "\n")) {
            let root = try JSONDocument(Array(line)).root
            guard root["class"]?.string == "plain", let id = root["id"]?.string else { continue }
            count += 1
            if let problem = ConformanceCase(root).problem() { failing[id] = problem }
        }
        print("CEL conformance: \(count - failing.count) of \(count) plain cases pass")
        for (id, problem) in failing.sorted(by: { $0.key < $1.key }) where listed[id] == nil {
            Issue.record("\(id): \(problem)")
        }
        for id in listed.keys where failing[id] == nil { Issue.record("\(id) passes and must not be listed") }
    }

    static func knownIssues() throws -> [String: String] {
        let file = package.appending(path: "Tests/ExpressionsTests/Fixtures/known-issues.json")
        let root = try JSONDocument(Array(Data(contentsOf: file))).root
        var issues: [String: String] = [:]
        for issue in (root["cases"] ?? JSONDocument.empty).elements {
            issues[issue["id"]?.string ?? ""] = issue["reason"]?.string ?? ""
        }
        return issues
    }
}

/// One line of the case file.
struct ConformanceCase {
    let root: JSONNode
    let expression: String

    init(_ root: JSONNode) {
        self.root = root
        expression = root["expr"]?.string ?? ""
    }

    /// What is wrong; nil when the case passes.
    func problem() -> String? {
        var names: [String] = []
        var bindings = Bindings(count: 0)
        for declaration in (root["type_env"] ?? JSONDocument.empty).elements where declaration["ident"] != nil {
            names.append(declaration["name"]?.string ?? "")
        }
        for (name, value) in (root["bindings"] ?? JSONDocument.empty).members {
            let slot = names.firstIndex(of: name.string) ?? names.count
            if slot == names.count { names.append(name.string) }
            if let tagged = value["value"] { bindings[slot] = TaggedValue.read(tagged) }
        }
        var environment = Environment(variables: names)
        environment.container = root["container"]?.string ?? ""
        environment.isUnchecked = root["disable_check"]?.bool ?? false
        let expect = root["expect"]
        let program: Program
        do {
            program = try Program(compiling: expression, in: environment)
        } catch {
            return expect?["kind"]?.string == "eval_error" ? nil : "refused: \(error)"
        }
        if expect?["kind"]?.string == "typed_result" { return typeProblem(program, bindings, expect) }
        return valueProblem(program.evaluate(bindings), expect)
    }

    private func valueProblem(_ result: Result<Value, EvaluationError>, _ expect: JSONNode?) -> String? {
        switch (result, expect?["kind"]?.string) {
        case (.failure, "eval_error"): return nil
        case (.success(let value), "eval_error"): return "gave \(value.jsonText), expected an error"
        case (.failure(let error), _): return "failed: \(error)"
        case (.success(let value), _):
            guard let wanted = expect?["value"] else { return "no expectation" }
            return TaggedValue.matches(value, wanted) ? nil : "gave \(value.jsonText), expected \(wanted)"
        }
    }

    private func typeProblem(_ program: Program, _ bindings: Bindings, _ expect: JSONNode?) -> String? {
        let wanted = expect?["deduced_type"].map { TaggedValue.typeName($0) } ?? "dyn"
        guard program.resultType.description == wanted else { return "type \(program.resultType), expected \(wanted)" }
        guard expect?["value"] != nil else { return nil }
        return valueProblem(program.evaluate(bindings), expect)
    }
}

extension JSONDocument {
    /// An object without members.
    static var empty: JSONNode {
        do {
            return try JSONDocument("{}").root
        } catch {
            preconditionFailure("an empty object is correct JSON")
        }
    }
}
