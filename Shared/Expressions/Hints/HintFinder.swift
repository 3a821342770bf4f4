/// Goes through an expression with what is known to be present at each place.
struct HintFinder {
    private(set) var hints: [Hint] = []
    private var names: NameResolver
    /// What the variables of macros stand for: the name of a binding means the path that it is bound to.
    private var locals: [FieldPath] = []
    private var reported: Set<FieldPath> = []
    private let presence: [Int: Bool]

    init(_ environment: Environment, presence: [Int: Bool]) {
        names = NameResolver(environment: environment)
        self.presence = presence
    }

    /// Finds what is wrong in a part, where the paths in `guards` are known to be present.
    mutating func visit(_ syntax: Syntax, _ guards: Set<FieldPath>) {
        switch syntax.kind {
        case .literal: break
        case .identifier: break
        case .select(let operand, _, let isOptional):
            if isOptional { visit(operand, guards) } else { visitField(syntax, operand, guards) }
        case .has(let operand, _): visit(operand, guards)
        case .index(let operand, let index, let isOptional):
            visit(index, guards)
            if isOptional { visit(operand, guards) } else { visitField(syntax, operand, guards) }
        case .and(let operands):
            let all = operands.reduce(into: guards) { $0.formUnion(self.guards(of: $1, when: true)) }
            for operand in operands { visit(operand, all) }
        case .or(let operands):
            let all = operands.reduce(into: guards) { $0.formUnion(self.guards(of: $1, when: false)) }
            for operand in operands { visit(operand, all) }
        case .conditional(let condition, let then, let otherwise):
            visit(condition, guards)
            visit(then, guards.union(self.guards(of: condition, when: true)))
            visit(otherwise, guards.union(self.guards(of: condition, when: false)))
        case .call(let name, let target, let arguments):
            hintAtOperator(syntax, name, arguments)
            for part in (target.map { [$0] } ?? []) + arguments { visit(part, guards) }
        case .list(let elements): for element in elements { visit(element.value, guards) }
        case .map(let entries):
            for entry in entries {
                visit(entry.key, guards)
                visit(entry.value, guards)
            }
        case .structure(_, let fields): for field in fields { visit(field.value, guards) }
        case .comprehension(let comprehension): visit(comprehension, guards)
        case .bind(let name, let value, let body):
            visit(value, guards)
            with([name], alias(of: value)) { $0.visit(body, guards) }
        case .optionalMap(let operand, let variable, let body, _):
            visit(operand, guards)
            with([variable], nil) { $0.visit(body, guards) }
        }
    }

    private mutating func visit(_ comprehension: Syntax.Comprehension, _ guards: Set<FieldPath>) {
        visit(comprehension.range, guards)
        with(comprehension.variables, nil) { finder in
            var guards = guards
            if let condition = comprehension.condition {
                finder.visit(condition, guards)
                guards.formUnion(finder.guards(of: condition, when: true))
            }
            finder.visit(comprehension.body, guards)
        }
    }

    private mutating func with(_ variables: [String], _ path: FieldPath?, _ body: (inout HintFinder) -> Void) {
        for variable in variables {
            locals.append(path ?? FieldPath(root: variable, slot: locals.count))
            names.locals.append(variable)
        }
        body(&self)
        names.locals.removeLast(variables.count)
        locals.removeLast(variables.count)
    }

    /// The path that a binding names; long ones, which bindings of bindings make, are not followed.
    private func alias(of value: Syntax) -> FieldPath? {
        path(of: value).flatMap { $0.steps.count <= 32 ? $0 : nil }
    }

    private mutating func visitField(_ syntax: Syntax, _ operand: Syntax, _ guards: Set<FieldPath>) {
        guard let path = path(of: syntax) else { return visit(operand, guards) }
        visitIndexes(operand, guards)
        for step in path.steps.indices {
            let part = path.prefix(through: step)
            guard path.steps[step].isField, !guards.contains(part) else { continue }
            // Without a schema only what is deeper than the first field is doubted: rules ask for the first of what they are about.
            let isPresent = presence[path.steps[step].offset] ?? (step == 0)
            guard !isPresent else { continue }
            if reported.insert(part).inserted {
                let message =
                    "'\(part.text)' may be absent; ask has(\(part.text)) first, or select it as \(part.optionalText)"
                append(Hint(.unguardedField, at: path.steps[step].offset, message, path: part.text))
            }
            return
        }
    }

    /// What stands in the brackets along a path.
    private mutating func visitIndexes(_ syntax: Syntax, _ guards: Set<FieldPath>) {
        switch syntax.kind {
        case .select(let operand, _, _): visitIndexes(operand, guards)
        case .index(let operand, let index, _):
            visit(index, guards)
            visitIndexes(operand, guards)
        default: break
        }
    }

    /// Keeps a hint; more than a hundred help nobody, and an expression can be made to have thousands of long ones.
    mutating func append(_ hint: Hint) {
        if hints.count < 100 { hints.append(hint) }
    }

    /// The path that a part is; nil for anything but selections from a variable.
    func path(of syntax: Syntax) -> FieldPath? {
        switch syntax.kind {
        case .identifier, .select:
            if let chain = syntax.nameChain {
                guard let (meaning, taken) = names.resolve(chain.names, isAbsolute: chain.isAbsolute) else {
                    return nil
                }
                var path: FieldPath
                switch meaning {
                case .local(let slot): path = locals[slot]
                case .global: path = FieldPath(root: chain.names[..<taken].joined(separator: "."), slot: -1)
                case .type, .number: return nil
                }
                for (name, offset) in zip(chain.names, chain.offsets).dropFirst(taken) { path.append(name, offset) }
                return path
            }
            guard case .select(let operand, let field, isOptional: false) = syntax.kind else { return nil }
            return path(of: operand)?.appending(field, syntax.offset)
        case .index(let operand, let index, isOptional: false):
            guard let path = path(of: operand), case .literal(let literal) = index.kind else { return nil }
            switch literal {
            case .string(let utf8): return path.appending(String(decoding: utf8, as: UTF8.self), syntax.offset)
            case .int(let position): return path.appending(element: Int(position), syntax.offset)
            default: return nil
            }
        default: return nil
        }
    }
}
