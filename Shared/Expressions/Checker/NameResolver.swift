/// Finds what a name means: a variable of a macro, a declared variable, or a type.
struct NameResolver {
    enum Meaning: Equatable {
        case local(Int)
        case global(Int)
        case type(TypeName)
        /// A value of an enum of Protocol Buffers, which is a number.
        case number(Int64)
    }

    let environment: Environment

    /// Variables of the macros around, outermost first; their slot is their position.
    var locals: [String] = []

    /// What a chain such as `a.b.c` begins with, and how many of its names that takes.
    ///
    /// The longest name wins; then the container's names from the inside out. Source: CEL language definition, "Name
    /// Resolution".
    func resolve(_ names: [String], isAbsolute: Bool) -> (meaning: Meaning, taken: Int)? {
        if !isAbsolute, let slot = locals.lastIndex(of: names[0]) { return (.local(slot), 1) }
        let prefixes = isAbsolute ? [""] : environment.containerPrefixes
        for taken in stride(from: names.count, to: 0, by: -1) {
            let name = names[..<taken].joined(separator: ".")
            for prefix in prefixes {
                if let slot = environment.slot(of: prefix + name) { return (.global(slot), taken) }
            }
        }
        for prefix in prefixes where names.count > 1 && prefix + names.joined(separator: ".") == Self.nullValue {
            return (.number(0), names.count)
        }
        for taken in stride(from: names.count, to: 0, by: -1) {
            let name = names[..<taken].joined(separator: ".")
            if let type = TypeName.all.first(where: { $0.description == name }) { return (.type(type), taken) }
        }
        return nil
    }

    /// The only enum with a meaning in JSON.
    private static let nullValue = "google.protobuf.NullValue.NULL_VALUE"

    /// The name of a function such as `math.abs`, where `name` is `abs` and the receiver seems to be `math`; nil when the
    /// receiver is a value.
    ///
    /// Variables of macros go before functions. Source: CEL language definition, "Name Resolution".
    func qualifiedFunction(_ name: String, on target: Syntax) -> String? {
        guard let chain = target.nameChain, chain.isAbsolute || !locals.contains(chain.names[0]) else { return nil }
        let qualified = (chain.names + [name]).joined(separator: ".")
        return environment.hasGlobalFunction(qualified) ? qualified : nil
    }
}

extension Syntax {
    /// The names of a chain of selections that begins with a name; nil for anything else.
    var nameChain: (names: [String], offsets: [Int], isAbsolute: Bool)? {
        switch kind {
        case .identifier(let name, let isAbsolute): return ([name], [offset], isAbsolute)
        case .select(let operand, let field, isOptional: false):
            guard let chain = operand.nameChain else { return nil }
            return (chain.names + [field], chain.offsets + [offset], chain.isAbsolute)
        default: return nil
        }
    }
}
