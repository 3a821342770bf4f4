/// What the open types of an expression turned out to be.
///
/// Every use of a signature gets parameters of its own, so that one call does not decide for another.
/// Source: CEL language definition, "Gradual Type Checking"; cel-go's checker decides where the definition is silent.
struct Substitution {
    /// Begins the names of parameters that no signature can hold.
    static let mark: Character = "%"

    private var types: [String: StaticType] = [:]
    private var count = 0
    /// Steps left for one question: types that double at each level would take ages, and say nothing to anybody.
    private var steps = 0

    /// A type of which nothing is known yet, such as that of the elements of `[]`.
    mutating func fresh() -> StaticType {
        count += 1
        return .parameter("\(Self.mark)\(count)")
    }

    /// The signature with parameters of its own.
    mutating func instance(of signature: Signature) -> Signature {
        var names: [String: StaticType] = [:]
        func renamed(_ type: StaticType) -> StaticType {
            type.mapParameters { name in
                if let known = names[name] { return known }
                let type = fresh()
                names[name] = type
                return type
            }
        }
        let parameters = signature.parameters.map(renamed)
        return Signature(parameters, isVariadic: signature.isVariadic, result: renamed(signature.result))
    }

    /// The type with all that is known put in; what is not known becomes `dyn` at the end.
    func resolved(_ type: StaticType, isFinal: Bool = false) -> StaticType {
        var budget = StaticType.maximumSize
        return resolved(type, isFinal, &budget)
    }

    private func resolved(_ type: StaticType, _ isFinal: Bool, _ budget: inout Int) -> StaticType {
        guard !types.isEmpty || isFinal else { return type }
        return type.mapParameters { name in
            budget -= 1
            guard budget > 0 else { return .dyn }
            guard let known = types[name] else { return isFinal ? .dyn : .parameter(name) }
            return resolved(known, isFinal, &budget)
        }
    }

    /// Whether values of `type` may stand where `wanted` is; what that says of open types is kept, unless it may not.
    mutating func accepts(_ type: StaticType, as wanted: StaticType) -> Bool {
        accepts([type], as: [wanted])
    }

    /// Whether all values may stand where the types beside them are wanted.
    mutating func accepts(_ given: [StaticType], as wanted: [StaticType]) -> Bool {
        let before = types
        steps = 1_000
        for (type, wanted) in zip(given, wanted) {
            guard fits(type, wanted) else {
                types = before
                return false
            }
        }
        return true
    }

    /// The type of what may be either: the more general one, or `dyn` when neither holds the other.
    mutating func joined(_ a: StaticType, _ b: StaticType) -> StaticType {
        if a == b { return a }
        switch (a, b) {
        case (.choice(let a), .choice(let b)): return .choice(a + b.filter { !a.contains($0) })
        case (.null, let other), (let other, .null): return other.isNullable ? other : .dyn
        default: break
        }
        guard accepts(a.plain, as: b.plain) else { return .dyn }
        return general(a, b)
    }

    private func general(_ a: StaticType, _ b: StaticType) -> StaticType {
        let (a, b) = a.isNumber && b.isNumber ? (a, b) : (a.plain, b.plain)
        return a.isAsGeneral(as: b) ? a : b
    }

    private mutating func fits(_ type: StaticType, _ wanted: StaticType) -> Bool {
        steps -= 1
        if type == wanted || steps < 0 { return true }
        if case .parameter(let name) = wanted {
            let isKnown = types[name] != nil
            if stands(type, for: name) { return true }
            if isKnown { return false }
        }
        if case .parameter(let name) = type { return stands(wanted, for: name) }
        switch (type, wanted) {
        case (.dyn, _), (_, .dyn): return true
        case (.null, let other), (let other, .null): return other.isNullable
        case (.choice, _), (.record, _): return fits(type.plain, wanted)
        case (_, .choice), (_, .record): return fits(type, wanted.plain)
        case (.wrapper(let value), _): return fits(value, wanted.unwrapped)
        case (_, .wrapper(let value)): return fits(type, value)
        case (.number, _), (_, .number): return type.isNumber && wanted.isNumber
        case (.type, .type): return true
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return fits(a, b)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            return fits(key, otherKey) && fits(value, otherValue)
        case (.abstract(let a, let parameters), .abstract(let b, let others)):
            guard a == b, parameters.count == others.count else { return false }
            for (parameter, other) in zip(parameters, others) {
                guard fits(parameter, other) else { return false }
            }
            return true
        default: return false
        }
    }

    /// Whether the parameter `name` may be `type`; of several types it becomes the most general.
    private mutating func stands(_ type: StaticType, for name: String) -> Bool {
        if let known = types[name] {
            if known == type { return true }
            guard fits(type, known) else { return false }
            let wider = general(type, known)
            if !resolved(wider).mentions(name) { types[name] = wider }
            return true
        }
        guard !resolved(type).mentions(name) else { return false }
        types[name] = type
        return true
    }
}

extension StaticType {
    /// The type with every parameter replaced.
    func mapParameters(_ replacement: (String) -> StaticType) -> StaticType {
        switch self {
        case .parameter(let name): replacement(name)
        case .list(let element): .list(element.mapParameters(replacement))
        case .map(let key, let value): .map(key.mapParameters(replacement), value.mapParameters(replacement))
        case .optional(let value): .optional(value.mapParameters(replacement))
        case .type(let value): .type(value.mapParameters(replacement))
        case .abstract(let name, let parameters):
            parameters.isEmpty ? self : .abstract(name, parameters.map { $0.mapParameters(replacement) })
        default: self
        }
    }

    /// The greatest size that is worth knowing; deeper parts are `dyn`.
    static let maximumSize = 200

    /// The type, or `dyn` when it is too large to say anything to anybody.
    var bounded: StaticType {
        var size = 0
        count(&size)
        return size > Self.maximumSize ? .dyn : self
    }

    private func count(_ size: inout Int) {
        size += 1
        guard size <= Self.maximumSize else { return }
        switch self {
        case .list(let value), .optional(let value), .type(let value): value.count(&size)
        case .map(let key, let value):
            key.count(&size)
            value.count(&size)
        case .abstract(_, let parameters): for parameter in parameters { parameter.count(&size) }
        default: break
        }
    }

    /// Whether it is made of the parameter `name`, which would make it endless.
    func mentions(_ name: String) -> Bool {
        switch self {
        case .parameter(let other): other == name
        case .list(let value), .optional(let value), .type(let value): value.mentions(name)
        case .map(let key, let value): key.mentions(name) || value.mentions(name)
        case .abstract(_, let parameters): parameters.contains { $0.mentions(name) }
        default: false
        }
    }

    /// Whether it says no more than `other`.
    func isAsGeneral(as other: StaticType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (.parameter, _): true
        case (_, .dyn), (_, .parameter): false
        case (.number, _): true
        case (.wrapper(let a), let b): a.isAsGeneral(as: b.unwrapped)
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): a.isAsGeneral(as: b)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            key.isAsGeneral(as: otherKey) && value.isAsGeneral(as: otherValue)
        case (.abstract(let a, let parameters), .abstract(let b, let others)):
            a == b && parameters.count == others.count
                && zip(parameters, others).allSatisfy { $0.isAsGeneral(as: $1) }
        case (.type, .type): true
        default: self == other
        }
    }
}
