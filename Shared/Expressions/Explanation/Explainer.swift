import JSON

/// Evaluates once more, part by part, to find what decided.
///
/// Only expressions that failed come here, so that passing ones pay nothing.
struct Explainer {
    /// More are of no use to a reader.
    private static let maximumFacts = 8

    /// Bounds a value's text in characters.
    private static let maximumValue = 2_000

    private let program: Program
    private let bindings: Bindings
    private var frame: Frame
    private var elements: [Explanation.Element] = []
    private(set) var facts: [Explanation.Fact] = []

    init(_ program: Program, _ bindings: Bindings, _ frame: Frame) {
        self.program = program
        self.bindings = bindings
        self.frame = frame
    }

    /// What a part came to.
    private enum Outcome {
        case value(Bool)
        case failure(Failure)

        /// Whether this says only that nothing was left to spend: looking part by part spends more than the whole did.
        var isSpent: Bool {
            guard case .failure(let failure) = self else { return false }
            return failure.kind == .costExceeded || failure.kind == .memoryExceeded
        }
    }

    private mutating func outcome(_ node: Node) -> Outcome {
        do throws(Failure) {
            return .value(try node.truth(&frame))
        } catch {
            return .failure(error)
        }
    }

    /// Adds the facts that made `node` come to what it does; says whether that was true.
    ///
    /// Where none of its parts says more, or nothing is left to spend on them, it is the fact itself; where nothing was left for itself,
    /// what contains it is.
    @discardableResult
    mutating func explain(_ node: Node) -> Bool? {
        guard facts.count < Self.maximumFacts else { return nil }
        let outcome = outcome(node)
        guard !outcome.isSpent else {
            if node === program.plan.root { addFact(node, outcome) }
            return nil
        }
        let before = facts.count
        switch node {
        case let node as LogicNode: explainLogic(node, outcome)
        case let node as NotNode: explain(node.operand)
        case let node as ConditionalNode: explainConditional(node)
        case let node as ComprehensionNode: explainElement(of: node, outcome)
        default: break
        }
        if facts.count == before { addFact(node, outcome) }
        if case .value(let value) = outcome { return value }
        return nil
    }

    private mutating func explainLogic(_ node: LogicNode, _ whole: Outcome) {
        for operand in node.operands {
            switch (whole, outcome(operand)) {
            case (.value(let whole), .value(let part)) where whole == node.deciding:
                guard part == whole else { continue }
                explain(operand)
                return
            case (.failure, .failure):
                explain(operand)
                return
            case (.value(let whole), _) where whole != node.deciding: explain(operand)
            default: continue
            }
        }
    }

    private mutating func explainConditional(_ node: ConditionalNode) {
        switch outcome(node.condition) {
        case .failure: explain(node.condition)
        case .value(let condition): explain(condition ? node.then : node.otherwise)
        }
    }

    /// Adds the facts of the element that `all` or `exists` stopped at, where there is one.
    private mutating func explainElement(of node: ComprehensionNode, _ whole: Outcome) {
        guard node.macro == .all || node.macro == .exists, var walk = try? node.walk(&frame) else { return }
        var position = 0
        while (try? walk.step(node.slots, &frame)) ?? false {
            if isDecisive(node, whole) {
                elements.append(element(node, position))
                explain(node.body)
                elements.removeLast()
                return
            }
            position += 1
        }
    }

    /// Whether the element that is bound now made the macro come to what it did.
    private mutating func isDecisive(_ node: ComprehensionNode, _ whole: Outcome) -> Bool {
        switch (whole, outcome(node.body)) {
        case (.value(let whole), .value(let part)): part == whole && whole == (node.macro == .exists)
        case (.failure, .failure): true
        default: false
        }
    }

    private func element(_ node: ComprehensionNode, _ position: Int) -> Explanation.Element {
        let value = frame.locals[node.slots.last]
        let place = place(of: value)
        var name = "\(position)"
        if case .key(let key)? = place?.path.steps.last { name = key }
        return Explanation.Element(variable: node.names[node.names.count - 1], position: name, path: place?.text)
    }

    private func place(of value: Operand) -> SettingPlace? {
        guard case .view(let cursor) = value else { return nil }
        return SettingPlace(cursor.node, in: bindings, program.variables)
    }

    private mutating func addFact(_ node: Node, _ outcome: Outcome) {
        var found = (node as? HasNode).map { absence($0) } ?? subject(node)
        var error: EvaluationError?
        var isTrue: Bool?
        if case .value(let value) = outcome { isTrue = value }
        if case .failure(let failure) = outcome {
            error = program.publish(failure, bindings)
            if let missing = failure.missing { found = absence(missing.node, missing.steps) }
        }
        let text = Array(program.source.utf8)[node.syntax.range]
        facts.append(
            Explanation.Fact(
                expression: String(decoding: text, as: UTF8.self),
                offset: node.syntax.range.lowerBound,
                path: found?.place.text,
                variable: found?.place.variable,
                steps: found?.place.path,
                value: found?.node.map { Self.cut(Value.json($0).jsonText) },
                node: found?.node,
                isMissing: found.map { $0.node == nil } ?? false,
                isTrue: isTrue,
                elements: elements,
                error: error
            )
        )
    }

    private typealias Subject = (place: SettingPlace, node: JSONNode?)

    /// The first place in a setting that a part looks at.
    private mutating func subject(_ node: Node) -> Subject? {
        if node is OptionalSelectNode || node is OptionalIndexNode, let way = way(to: node) {
            if !way.missing.isEmpty { return absence(way.last.node, way.missing) }
            if let place = place(of: .view(way.last)) { return (place, way.last.node) }
        }
        if node is PathNode || node is IndexNode || node is SelectNode, let value = try? node.view(&frame) {
            if case .view(let view) = value, let place = place(of: value) { return (place, view.node) }
        }
        if let comprehension = node as? ComprehensionNode { return subject(comprehension.range) }
        for child in node.children {
            if let found = subject(child) { return found }
        }
        return nil
    }

    /// Where `a.?b[?c]` leads: how far the setting goes, and the steps that it does not have.
    private mutating func way(to node: Node) -> (last: JSONCursor, missing: [JSONPath.Step])? {
        let (operand, step): (Node, JSONPath.Step)
        switch node {
        case let node as OptionalSelectNode: (operand, step) = (node.operand, .key(node.key.description))
        case let node as OptionalIndexNode:
            guard let found = optionalStep(node.right) else { return nil }
            (operand, step) = (node.left, found)
        case let node as SelectNode: (operand, step) = (node.operand, .key(node.key.description))
        default:
            guard case .view(let view)? = try? node.view(&frame) else { return nil }
            return (view, [])
        }
        guard let way = way(to: operand) else { return nil }
        guard way.missing.isEmpty, let next = way.last.node.value(at: JSONPath([step])), !next.isNull else {
            return (way.last, way.missing + [step])
        }
        return (JSONCursor(next), [])
    }

    private mutating func optionalStep(_ key: Node) -> JSONPath.Step? {
        switch try? key.evaluate(&frame) {
        case .int(let position)?: position >= 0 ? Int(exactly: position).map { .index($0) } : nil
        case .string(let text)?: .key(String(decoding: text, as: UTF8.self))
        default: nil
        }
    }

    /// What `has(…)` asked about, there or not.
    private mutating func absence(_ node: HasNode) -> Subject? {
        guard case .view(let owner)? = try? node.operand.view(&frame) else { return nil }
        if let member = owner.member(node.key), let place = place(of: .view(member)) { return (place, member.node) }
        return absence(owner.node, [.key(node.key.description)])
    }

    private func absence(_ node: JSONNode, _ steps: [JSONPath.Step]) -> Subject? {
        SettingPlace(node, in: bindings, program.variables).map { ($0.appending(steps), nil) }
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= maximumValue ? text : "\(text.prefix(maximumValue))…"
    }
}

extension Program {
    /// Says why the expression is false or fails on these values; nil when it is true.
    public func explain(_ bindings: Bindings) -> Explanation? {
        var cost = Cost(limit: plan.limits.maximumCost)
        return plan.run(bindings, &cost, Workspace()) { frame in
            // Looking for a place may enter the body of a `cel.bind` whose value failed, and so was never bound.
            frame.locals.initialize(repeating: .null, count: plan.slotCount)
            var explainer = Explainer(self, bindings, frame)
            guard explainer.explain(plan.root) != true, !explainer.facts.isEmpty else { return nil }
            return Explanation(facts: Foremost.first(in: explainer.facts))
        }
    }
}
