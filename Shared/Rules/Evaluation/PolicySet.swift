import Expressions
public import Messages

/// Holds a whole policy, compiled, and asks its rules about resources; synchronous, without clock or network.
public final class PolicySet: Sendable {
    /// Bounds what an evaluation may cost, in the units of `Expressions`; always on.
    public struct Limits: Sendable {
        /// For one rule about one resource; a real rule spends 10 to 1,000, and this is about 10 ms.
        public var ruleCost = 200_000
        /// For all rules about one resource: about 100 ms; the rest are outcomes `error`.
        public var eventCost = 2_000_000

        /// Makes the usual limits.
        public init() {}
    }

    /// Which policy it is.
    public let reference: PolicyReference
    /// How many rules there are.
    public let ruleCount: Int

    private let limits: Limits
    /// By provider and then by resource type in lower case, because some clouds spell types in several ways.
    private let scopes: [String: [String: Scope]]

    private struct Scope {
        var rules: [CompiledRule] = []
        var wanted: Set<RuleVariable> = []

        mutating func append(_ rule: CompiledRule) {
            rules.append(rule)
            wanted.formUnion(rule.wanted)
        }
    }

    /// Compiles the `rules` documents among `documents`; others are passed over.
    /// - Throws: ``PolicyError`` with every document that cannot be read, every rule that does not compile, and every id that is
    ///   there twice.
    public init(
        _ reference: PolicyReference,
        documents: [PolicyDocument],
        limits: Limits = Limits()
    ) throws(PolicyError) {
        var compiler = PolicyCompiler()
        for document in documents where document.part == .rules { compiler.add(document) }
        guard compiler.mistakes.isEmpty else { throw PolicyError(mistakes: compiler.mistakes) }
        self.reference = reference
        self.limits = limits
        ruleCount = compiler.rules.count
        scopes = Self.index(compiler.rules)
    }

    /// Compiles packs that were not published, for trying them out; the reference has version 0.
    /// - Throws: ``PolicyError``.
    public convenience init(packs: [RulePack], limits: Limits = Limits()) throws(PolicyError) {
        let documents = packs.filter { !$0.retired }.flatMap(\.documents)
        let digest = PolicyManifest.digest(of: documents.map(\.reference))
        try self.init(PolicyReference(version: 0, digest: digest), documents: documents, limits: limits)
    }

    /// Compiles of packs only the rules about `types`, for a check that knows what it will be asked; the reference is empty.
    /// - Throws: ``PolicyError`` with every rule that does not compile.
    public init(packs: [RulePack], about types: Set<ResourceType>, limits: Limits = Limits()) throws(PolicyError) {
        var compiler = PolicyCompiler()
        for pack in packs where !pack.retired {
            for rule in pack.activeRules where rule.applies.types.contains(where: types.contains) {
                compiler.add(rule.published, from: pack.id)
            }
        }
        guard compiler.mistakes.isEmpty else { throw PolicyError(mistakes: compiler.mistakes) }
        reference = PolicyReference(version: 0, digest: "")
        self.limits = limits
        ruleCount = compiler.rules.count
        scopes = Self.index(compiler.rules)
    }

    private static func index(_ rules: [CompiledRule]) -> [String: [String: Scope]] {
        var scopes: [String: [String: Scope]] = [:]
        for rule in rules {
            for type in rule.rule.applies.resourceTypes {
                scopes[rule.rule.applies.provider, default: [:]][type.lowercased(), default: Scope()].append(rule)
            }
        }
        return scopes
    }

    /// Asks every rule for the resource's provider and type.
    public func evaluate(_ input: EvaluationInput) -> Assessment {
        guard let scope = scope(input.provider, input.resourceType) else { return Assessment() }
        var input = input
        if !scope.wanted.isEmpty { input.prepare(scope.wanted) }
        var assessment = Assessment()
        assessment.outcomes.reserveCapacity(scope.rules.count)
        var left = limits.eventCost
        let workspace = Workspace()
        for rule in scope.rules {
            let outcome = rule.evaluate(input, budget: min(limits.ruleCost, left), in: workspace)
            left = max(0, left - Int(outcome.cost))
            assessment.cost += outcome.cost
            assessment.outcomes.append(outcome)
        }
        return assessment
    }

    /// Answers for a resource whose settings cannot be read: every rule that would be asked comes to `error`.
    public func unreadable(provider: String, resourceType: String, because reason: String) -> Assessment {
        let rules = scope(provider, resourceType)?.rules ?? []
        return Assessment(outcomes: rules.map { $0.unanswered(reason) })
    }

    /// The ids of the rules that are asked about a resource type.
    public func rules(provider: String, resourceType: String) -> [String] {
        scope(provider, resourceType)?.rules.map(\.rule.id) ?? []
    }

    private func scope(_ provider: String, _ type: String) -> Scope? { scopes[provider]?[type.lowercased()] }
}
