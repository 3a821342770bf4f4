import Expressions
import Foundation
import JSON
import Testing

/// Holds our answers against those of Google's cel-cpp, for the same expressions over the same settings.
///
/// `agreement/answers.py` asked cel-cpp and wrote `agreement/answers.jsonl`. Where the two differ, the difference stands
/// in `agreement/differences.json` with the sentence of the language definition that decides who is right.
@Suite("agreement with cel-cpp")
struct AgreementTests {
    /// Another file of answers can be named, such as a longer one that is not kept.
    static let file: URL =
        ProcessInfo.processInfo.environment["SETTEI_ANSWERS"].map { URL(filePath: $0) }
        ?? folder.appending(path: "answers.jsonl")

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "agreement")

    @Test(
        "both give the same values and fail on the same expressions, but for the listed ones",
        .timeLimit(.minutes(5))
    )
    func answers() throws {
        let settings = try JSONDocument(Array(Data(contentsOf: Self.folder.appending(path: "settings.json")))).root
        var failing: [String: String] = [:]
        var exceptions = KnownIssues()
        var count = 0
        for line in try Data(contentsOf: Self.file).split(separator: UInt8(ascii: "\n")) {
            let example = try JSONDocument(Array(line)).root
            let expression = example["expression"]?.string ?? ""
            let setting = try #require(settings[Int(example["setting"]?.int ?? 0)])
            let answer = try #require(example["answer"])
            count += 1
            let ours = Self.evaluate(expression, setting)
            if Self.agree(ours, answer) { continue }
            failing[expression] = "ours \(Self.text(ours)), cel-cpp \(answer)"
            exceptions.add(expression, problem: "ours \(Self.text(ours)), cel-cpp \(answer)")
        }
        print("agreement with cel-cpp: \(count - failing.count) of \(count) expressions")
        try exceptions.compare(failing, with: "agreement/differences.json")
    }

    private static func evaluate(_ expression: String, _ setting: JSONNode) -> Result<Value, any Error> {
        do {
            let program = try Program(compiling: expression, in: Environment(variables: ["config"]))
            return .success(try program.evaluate(Bindings([.json(setting)])).get())
        } catch {
            return .failure(error)
        }
    }

    /// Errors agree with errors, whether found by the checker or in the evaluation.
    private static func agree(_ ours: Result<Value, any Error>, _ answer: JSONNode) -> Bool {
        switch ours {
        case .failure: answer["error"] != nil
        case .success(let value): answer["error"] == nil && TaggedValue.matches(value, answer)
        }
    }

    private static func text(_ result: Result<Value, any Error>) -> String {
        switch result {
        case .success(let value): value.jsonText
        case .failure(let error as ExpressionErrors): "refuses it (\(error.issues[0].message))"
        case .failure(let error): "fails (\(error))"
        }
    }
}
