import Expressions

/// Finds fields that may be absent and that nothing asks for first.
///
/// Asked for is what `has()` stands before, in the same `&&`, behind `!has() ||`, or in the condition of `?:`; and what is selected
/// with `.?`.
struct UnguardedFields {
    /// A selection, where it stands among the macros, and whether it wants to be true.
    struct Field {
        let part: Outline
        /// The path from a variable of the rule, such as `config.ports[].cidr`.
        let path: String
        /// The macros around whose element it is of, outermost first.
        let macros: [Macro]
    }

    /// A macro around a field.
    struct Macro {
        let name: String
        /// Whether the rule passes when the macro is true; nil where that cannot be told.
        let wantsTrue: Bool?
    }

    private(set) var fields: [Field] = []

    private struct Scope {
        var places: [String: String?] = [:]
        var macros: [Macro] = []
        var asked: Set<String> = []
        var wantsTrue: Bool? = true
        /// Whether more is selected from what stands here; then it is the whole chain that is looked at.
        var goesOn = false
    }

    init(of outline: Outline) {
        visit(outline, Scope())
    }

    private mutating func visit(_ part: Outline, _ scope: Scope) {
        switch part.form {
        case .and: visitJunction(part, scope, asking: \.askedWhenTrue)
        case .or: visitJunction(part, scope, asking: \.askedWhenFalse)
        case .not:
            var inner = scope
            inner.wantsTrue = scope.wantsTrue.map { !$0 }
            visit(part.children[0], inner)
        case .conditional: visitConditional(part, scope)
        case .macro(let name, let variables): visitMacro(part, name, variables, scope)
        case .field, .index, .has: visitSelection(part, scope)
        default:
            var inner = scope
            (inner.wantsTrue, inner.goesOn) = (nil, false)
            for child in part.children { visit(child, inner) }
        }
    }

    /// What one operand asks holds for those behind it.
    private mutating func visitJunction(_ part: Outline, _ scope: Scope, asking: (Outline) -> Set<String>) {
        var inner = scope
        for child in part.children {
            visit(child, inner)
            inner.asked.formUnion(asking(child))
        }
    }

    private mutating func visitConditional(_ part: Outline, _ scope: Scope) {
        var condition = scope
        (condition.wantsTrue, condition.goesOn) = (nil, false)
        visit(part.children[0], condition)
        var then = scope
        then.asked.formUnion(part.children[0].askedWhenTrue)
        visit(part.children[1], then)
        var otherwise = scope
        otherwise.asked.formUnion(part.children[0].askedWhenFalse)
        visit(part.children[2], otherwise)
    }

    private mutating func visitMacro(_ part: Outline, _ name: String, _ variables: [String], _ scope: Scope) {
        var range = scope
        range.wantsTrue = nil
        visit(part.children[0], range)
        var inner = scope
        let place = part.children[0].place(scope.places)
        for variable in variables { inner.places[variable] = .some(nil) }
        if let last = variables.last { inner.places[last] = .some(place.map { $0 + "[]" }) }
        inner.macros.append(Macro(name: name, wantsTrue: scope.wantsTrue))
        inner.goesOn = false
        if !["all", "exists"].contains(name) { inner.wantsTrue = nil }
        for body in part.children.dropFirst() { visit(body, inner) }
    }

    private mutating func visitSelection(_ part: Outline, _ scope: Scope) {
        var inner = scope
        inner.goesOn = true
        for child in part.children { visit(child, inner) }
        guard case .field = part.form, !part.isOptional, !scope.goesOn, !scope.asked.contains(part.folded) else {
            return
        }
        guard let path = part.place(scope.places) else { return }
        fields.append(Field(part: part, path: path, macros: scope.macros))
    }
}

extension Outline {
    /// The path of a chain of selections; nil for anything else.
    fileprivate func place(_ places: [String: String?]) -> String? {
        switch form {
        case .name(let name): places[name] ?? name
        case .field(let field): children[0].place(places).map { "\($0).\(field)" }
        case .index: children[0].place(places).map { $0 + "[]" }
        case .conditional: children[1].place(places) ?? children[2].place(places)
        default: nil
        }
    }

    /// The fields that are there where this is true.
    fileprivate var askedWhenTrue: Set<String> {
        switch form {
        case .has(let field): children[0].selfAndOwners.union(["\(children[0].folded).\(field)"])
        case .and: children.reduce(into: []) { $0.formUnion($1.askedWhenTrue) }
        case .not: children[0].askedWhenFalse
        default: []
        }
    }

    /// The fields that are there where this is false.
    fileprivate var askedWhenFalse: Set<String> {
        switch form {
        case .or: children.reduce(into: []) { $0.formUnion($1.askedWhenFalse) }
        case .not: children[0].askedWhenTrue
        default: []
        }
    }

    private var selfAndOwners: Set<String> {
        guard case .field = form else { return [] }
        return children[0].selfAndOwners.union([folded])
    }
}
