/// One way to call a function, as far as the checker is concerned.
struct Overload {
    let style: Function.Style
    let signature: Signature

    func isCalled(isMember: Bool) -> Bool { style == .both || (style == .member) == isMember }
}

extension Environment {
    /// Every way to call what a name means: of the namespaces around, the innermost that has the name decides.
    func overloads(of name: String) -> [Overload] {
        for prefix in containerPrefixes {
            let found = ownOverloads(of: prefix + name)
            if !found.isEmpty { return found }
        }
        return []
    }

    private func ownOverloads(of name: String) -> [Overload] {
        let declared = declaredFunctions.lazy.filter { $0.name == name }
            .map { Overload(style: $0.isMember ? .member : .global, signature: $0.signature) }
        return functions.overloads(of: name).map { Overload(style: $0.style, signature: $0.signature) } + declared
    }

    /// Whether a function of this name is called without a receiver, such as `math.abs`.
    func hasGlobalFunction(_ name: String) -> Bool {
        overloads(of: name).contains { $0.style != .member }
    }

    /// The names of all functions, for suggestions.
    var functionNames: [String] { functions.names + declaredFunctions.map(\.name) }

    /// The namespaces in which names are looked up, each with its dot, from the inside out.
    var containerPrefixes: [String] {
        guard !container.isEmpty else { return [""] }
        var parts = container.split(separator: ".")
        var prefixes: [String] = []
        while !parts.isEmpty {
            prefixes.append(parts.joined(separator: ".") + ".")
            parts.removeLast()
        }
        return prefixes + [""]
    }
}
