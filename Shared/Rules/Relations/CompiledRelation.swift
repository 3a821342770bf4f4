import Expressions
import JSON
import Messages

/// A relation that is ready to be followed.
struct CompiledRelation: Sendable {
    let relation: Rule.Relation
    let provider: String
    private let program: Program

    /// Takes a relation of a rule for `provider`; nil where its expression does not compile, which lint reports.
    init?(_ relation: Rule.Relation, provider: String) {
        guard let program = try? RuleEnvironment.compile(relation.expression) else { return nil }
        self.relation = relation
        self.provider = provider
        self.program = program
    }

    /// What one resource names: a text or a list of texts, where that can be told.
    enum Naming: Sendable {
        case texts([String])
        /// It may name anything.
        case unknown

        init(_ value: Value) {
            switch value {
            case .string(let text): self = .texts([text.description])
            case .optional(let inner): self = inner.map(Naming.init) ?? .texts([])
            case .list(let values): self = Self.joined(values.map(Naming.init))
            case .json(let node) where node.isUnknown: self = .unknown
            case .json(let node) where node.kind == .array:
                self = Self.joined(node.elements.map { Naming(.json($0)) })
            case .json(let node): self = .texts(node.string.map { [$0] } ?? [])
            default: self = .texts([])
            }
        }

        private static func joined(_ parts: [Naming]) -> Naming {
            var all: [String] = []
            for part in parts {
                guard case .texts(let texts) = part else { return .unknown }
                all += texts
            }
            return .texts(all)
        }
    }

    /// What the resource behind `bindings` names; an absent field names nothing.
    func naming(_ bindings: Bindings, _ cost: inout Cost, _ workspace: Workspace) -> Naming {
        switch program.evaluate(bindings, cost: &cost, in: workspace) {
        case .success(let value): Naming(value)
        case .failure(let error): error.kind == .unknown || error.kind.limit != nil ? .unknown : .texts([])
        }
    }
}

extension EvaluationInput {
    /// At most so many neighbours of a relation are looked at; beyond it the rest counts as unknown.
    static let maximumNeighbours = 100

    /// Binds `related`, unless whoever made the input did so, as a rule's own test does.
    mutating func relate(_ relations: [CompiledRelation], _ cost: inout Cost, _ workspace: Workspace) {
        guard case .json(let node)? = bindings[RuleVariable.related.rawValue], node.isNull else { return }
        var related = ValueMap()
        for relation in relations {
            let value = neighbours.map { self.related(relation, in: $0, &cost, workspace) } ?? Self.unknown
            _ = related.insert(.string(Text(relation.relation.name)), value)
        }
        bindings[RuleVariable.related.rawValue] = .map(related)
    }

    private func related(
        _ relation: CompiledRelation,
        in neighbours: Neighbourhood,
        _ cost: inout Cost,
        _ workspace: Workspace
    ) -> Value {
        switch relation.relation.direction {
        case .names:
            guard case .texts(let texts) = relation.naming(bindings, &cost, workspace) else { return Self.unknown }
            return Self.list(
                texts.flatMap { name -> [Neighbourhood.Member?] in
                    neighbours.named(name, by: relation)?.map(\.self) ?? [nil]
                }
            )
        case .namedBy:
            let found = neighbours.naming(names, by: relation, &cost, workspace)
            return Self.list(found.members.map(\.self) + (found.isComplete ? [] : [nil]))
        }
    }

    /// Neighbours as a list; nil stands for one of which nothing is known.
    private static func list(_ members: [Neighbourhood.Member?]) -> Value {
        let shown = members.prefix(maximumNeighbours).map { $0.map { .json($0.config) } ?? unknown }
        return .list(shown + (members.count > maximumNeighbours ? [unknown] : []))
    }

    /// A value of which nothing is known.
    private static let unknown: Value = {
        let document = try? JSONDocument(Array("null".utf8), gaps: JSONGaps(unknown: [JSONPath()]))
        return document.map { .json($0.root) } ?? .null
    }()
}
