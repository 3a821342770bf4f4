import Expressions
import JSON

/// A policy of Kyverno's two kinds (`validate.cel` rules and ValidatingPolicy) over one object.
struct WildPolicy {
    enum Verdict: CustomStringConvertible, Equatable {
        case pass
        case fail
        case skip
        /// An expression that does not compile here, so that no verdict counts, not even the expected one.
        case refused(String)

        var description: String {
            switch self {
            case .pass: "pass"
            case .fail: "fail"
            case .skip: "skip"
            case .refused(let why): "refused: \(why)"
            }
        }

        /// Why the case stands in the list; nil when only a person can tell.
        var reason: String? {
            guard case .refused(let why) = self else { return nil }
            return switch why {
            case _ where why.contains("'resource"): "needs Kyverno's resource library, which reads the cluster"
            case _ where why.contains("'image"): "needs Kyverno's image library, which asks the registries"
            case _ where why.contains("'time'"): "needs Kyverno's time library, which reads the clock"
            default: nil
            }
        }
    }

    private let policy: JSONNode
    private let variables: [(name: String, expression: String)]
    private let names: [String]
    private var bindings: Bindings

    init(_ policy: JSONNode, _ example: JSONNode) {
        self.policy = policy
        variables = Self.list(policy["variables"]).map { ($0["name"]?.string ?? "", $0["expression"]?.string ?? "") }
        names =
            ["object", "oldObject", "request", "namespaceObject", "params"] + variables.map { "variables.\($0.name)" }
        bindings = Bindings(count: names.count)
        let setting = WildObject(example, isPodPolicy: Self.isForPods(policy, example))
        bindings[0] = setting.object
        bindings[1] = .null
        bindings[2] = setting.request
        bindings[3] = setting.namespace
        bindings[4] = .null
    }

    /// What the policy says: all conditions, then all validations; an error counts as false.
    func verdict() -> Verdict {
        var bindings = bindings
        for (position, variable) in variables.enumerated() {
            switch evaluate(variable.expression, bindings) {
            // A variable that fails is an error only where it is used.
            case .success(let value): bindings[5 + position] = try? value.get()
            case .failure(let refusal): return .refused(refusal.why)
            }
        }
        let conditions = Self.list(policy["celPreconditions"]) + Self.list(policy["matchConditions"])
        let validations = Self.list(policy["expressions"]) + Self.list(policy["validations"])
        for (list, verdict) in [(conditions, Verdict.skip), (validations, Verdict.fail)] {
            for expression in list.compactMap({ $0["expression"]?.string }) {
                switch evaluate(expression, bindings) {
                case .success(.success(let value)) where value.bool == true: break
                case .success(.success): return verdict
                case .success(.failure): return .fail
                case .failure(let refusal): return .refused(refusal.why)
                }
            }
        }
        return .pass
    }

    private struct Refusal: Error { let why: String }

    private func evaluate(
        _ expression: String,
        _ bindings: Bindings
    ) -> Result<Result<Value, EvaluationError>, Refusal> {
        do {
            return .success(try Program(compiling: expression, in: Environment(variables: names)).evaluate(bindings))
        } catch {
            return .failure(Refusal(why: error.issues[0].message))
        }
    }

    /// Whether a policy for pods is applied to something that makes pods.
    private static func isForPods(_ policy: JSONNode, _ example: JSONNode) -> Bool {
        let resources = list(policy["match"]?["any"]).flatMap { list($0["resources"]?["kinds"]) }
        let rules = list(policy["matchConstraints"]?["resourceRules"]).flatMap { list($0["resources"]) }
        let kinds = (resources + rules).compactMap { $0.string?.lowercased() }
        let kind = example["object"]?["kind"]?.string?.lowercased() ?? ""
        return (kinds.contains("pod") || kinds.contains("pods")) && !kinds.contains { $0.hasPrefix(kind) }
    }

    static func list(_ node: JSONNode?) -> [JSONNode] { node?.elements.map(\.self) ?? [] }
}
