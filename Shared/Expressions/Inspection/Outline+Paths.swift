extension Outline {
    /// The fields that the expression reads, as paths from its variables: `config.ports[].cidr`, each once, in order of the text.
    ///
    /// `[]` stands for any element. What is asked of a longer path is not listed again: `config.a.b` is not also `config.a`.
    public var paths: [String] {
        var found: [String] = []
        _ = collectPaths([:], into: &found)
        var seen: Set<String> = []
        return found.filter { path in
            seen.insert(path).inserted && !found.contains { $0.hasPrefix(path + ".") || $0.hasPrefix(path + "[") }
        }
    }

    /// The place that this part stands for, if it is one; places that are used as values go into `found`.
    private func collectPaths(_ locals: [String: String?], into found: inout [String]) -> String? {
        switch form {
        case .name(let name):
            if let local = locals[name] { return local }
            return name
        case .field(let field), .has(let field):
            guard let place = children[0].collectPaths(locals, into: &found) else { return nil }
            let step = place + "." + field
            if case .has = form { found.append(step) }
            return step
        case .index:
            children[1].note(children[1].collectPaths(locals, into: &found), into: &found)
            guard let place = children[0].collectPaths(locals, into: &found) else { return nil }
            return place + (children[1].form == .literal ? "[\(children[1].text)]" : "[]")
        case .macro(_, let variables): return collectMacro(variables, locals, into: &found)
        case .binding(let name):
            let value = children[0].collectPaths(locals, into: &found)
            var inner = locals
            inner[name] = .some(value)
            let body = children[1].collectPaths(inner, into: &found)
            children[1].note(body, into: &found)
            return nil
        case .conditional:
            let places = children.map { $0.collectPaths(locals, into: &found) }
            for (child, place) in zip(children, places) { child.note(place, into: &found) }
            return places[1] ?? places[2]
        default:
            for child in children { child.note(child.collectPaths(locals, into: &found), into: &found) }
            return nil
        }
    }

    /// The last variable is the element; the first of two is its index or key.
    private func collectMacro(_ variables: [String], _ locals: [String: String?], into found: inout [String]) -> String?
    {
        let range = children[0].collectPaths(locals, into: &found)
        children[0].note(range, into: &found)
        var inner = locals
        for variable in variables { inner[variable] = .some(nil) }
        if let last = variables.last { inner[last] = .some(range.map { $0 + "[]" }) }
        for body in children.dropFirst() { body.note(body.collectPaths(inner, into: &found), into: &found) }
        return nil
    }

    private func note(_ place: String?, into found: inout [String]) {
        if let place { found.append(place) }
    }
}
