/// Calls of functions, told apart by the types of their arguments.
extension Checker {
    mutating func call(_ syntax: Syntax, _ name: String, _ target: Syntax?, _ arguments: [Syntax]) -> StaticType {
        if target == nil, let type = operation(syntax, name, arguments) { return type }
        if let target, let qualified = names.qualifiedFunction(name, on: target) {
            return function(syntax, qualified, receiver: nil, arguments)
        }
        if isMisusedMacro(syntax, name, target, arguments) { return .dyn }
        if let target, let space = unknownNamespace(target) {
            let function = "\(space).\(name)"
            report(
                syntax.range.lowerBound,
                "unknown function '\(function)'\(adviceOnFunction(function, isMember: false))"
            )
            return .dyn
        }
        if let target, let near = nearNamespace(target, name) {
            report(syntax.range.lowerBound, "unknown function '\(text(of: target)).\(name)'; did you mean '\(near)'?")
            return .dyn
        }
        return function(syntax, name, receiver: target, arguments)
    }

    private mutating func function(_ syntax: Syntax, _ name: String, receiver: Syntax?, _ arguments: [Syntax])
        -> StaticType
    {
        let overloads = environment.overloads(of: name)
        let parts = (receiver.map { [$0] } ?? []) + arguments
        guard !overloads.isEmpty else { return unknown(syntax, name, receiver, arguments) }
        let given = parts.map { type(of: $0) }
        let isMember = receiver != nil
        let called = overloads.filter { $0.isCalled(isMember: isMember) }.map(\.signature)
        guard !called.isEmpty else {
            report(syntax.offset, "'\(name)' is called as \(otherForm(name, parts, isMember: !isMember))")
            return resolve(overloads.map(\.signature), given) ?? .dyn
        }
        let fitting = called.filter { $0.accepts(count: parts.count) }
        guard !fitting.isEmpty else {
            report(syntax.offset, Self.count(name, called, parts.count, isMember: isMember))
            return called.count == 1 ? types.resolved(called[0].result, isFinal: true) : .dyn
        }
        if let result = resolve(fitting, given) { return result }
        let forms = fitting.prefix(4).map { $0.call(name, isMember: isMember) }.joined(separator: " or ")
        let found = Signature.call(name, given.map(\.words), isMember: isMember)
        report(syntax.offset, "there is no \(found), but \(forms)\(fitting.count > 4 ? " or …" : "")")
        return fitting.count == 1 ? types.resolved(fitting[0].result, isFinal: true) : .dyn
    }

    /// The call in its other form, with the arguments that stand there.
    private func otherForm(_ name: String, _ parts: [Syntax], isMember: Bool) -> String {
        let texts = parts.enumerated().map { index, part in
            let text = text(of: part)
            // An operand that is more than a name would need brackets before a dot.
            return isMember && index == 0 && part.nameChain == nil && !part.isLiteral ? "(\(text))" : text
        }
        return Signature.call(name, texts.isEmpty ? ["x"] : texts, isMember: isMember)
    }

    private static func count(_ name: String, _ signatures: [Signature], _ found: Int, isMember: Bool) -> String {
        let receiver = isMember ? 1 : 0
        let counts = Set(signatures.map { $0.parameters.count - receiver }).sorted()
        let low = counts.first ?? 0
        let high = counts.last ?? 0
        let isOpen = signatures.contains(where: \.isVariadic)
        let wanted = isOpen ? "at least \(low)" : low == high ? "\(low)" : "\(low) to \(high)"
        let noun = !isOpen && low == 1 && high == 1 || isOpen && low == 1 ? "argument" : "arguments"
        return "'\(name)' takes \(wanted == "0" ? "no" : wanted) \(noun), found \(found - receiver)"
    }

    private mutating func unknown(_ syntax: Syntax, _ name: String, _ receiver: Syntax?, _ arguments: [Syntax])
        -> StaticType
    {
        report(syntax.offset, "unknown function '\(name)'\(adviceOnFunction(name, receiver, arguments))")
        if let receiver { _ = type(of: receiver) }
        // What looks like the variable of a macro that is misspelt would only be reported as unknown once more.
        guard let variable = arguments.first?.simpleName, names.resolve([variable], isAbsolute: false) == nil else {
            for argument in arguments { _ = type(of: argument) }
            return .dyn
        }
        return .dyn
    }

    private func adviceOnFunction(_ name: String, _ receiver: Syntax?, _ arguments: [Syntax]) -> String {
        let parts = (receiver.map { [$0] } ?? []) + arguments
        if let advice = Advice.onFunction(name, parts.map { text(of: $0) }) { return "; \(advice)" }
        return adviceOnFunction(name, isMember: receiver != nil)
    }

    private func adviceOnFunction(_ name: String, isMember: Bool) -> String {
        let names = environment.functionNames.filter { $0.first?.isLetter ?? false }
        let known = names + (environment.expandsMacros ? MacroShape.usage.keys.filter { !$0.contains(".") } : [])
        if let near = Spelling.nearest(to: name, among: known) { return "; did you mean '\(near)'?" }
        let qualified = known.filter { $0.hasSuffix(".\(name)") }.sorted()
        return qualified.first.map { "; did you mean '\($0)'?" } ?? ""
    }

    /// The receiver as a namespace, when it is no value and functions begin with it.
    private func unknownNamespace(_ target: Syntax) -> String? {
        guard let chain = target.nameChain, names.resolve(chain.names, isAbsolute: chain.isAbsolute) == nil else {
            return nil
        }
        let space = chain.names.joined(separator: ".")
        let isSpace = space == "cel" || environment.functionNames.contains { $0.hasPrefix(space + ".") }
        return isSpace ? space : nil
    }

    /// The function that is near to `target.name`, when the receiver is no value.
    private func nearNamespace(_ target: Syntax, _ name: String) -> String? {
        guard let chain = target.nameChain, names.resolve(chain.names, isAbsolute: chain.isAbsolute) == nil else {
            return nil
        }
        let qualified = environment.functionNames.filter { $0.contains(".") }
        return Spelling.nearest(to: (chain.names + [name]).joined(separator: "."), among: qualified)
    }

    /// Reports a macro that has too few or too many arguments, or no receiver, whose arguments make no sense then.
    private mutating func isMisusedMacro(_ syntax: Syntax, _ name: String, _ target: Syntax?, _ arguments: [Syntax])
        -> Bool
    {
        let fullName = target?.simpleName == "cel" ? "cel.\(name)" : name
        guard environment.expandsMacros, let usage = MacroShape.usage[fullName], environment.overloads(of: name).isEmpty
        else { return false }
        if target == nil, name == "exists", arguments.count == 1 {
            report(syntax.offset, "'exists' goes through elements: \(usage); for a field write has(x.field)")
        } else if target == nil, name != "has" {
            report(syntax.offset, "'\(name)' goes through the elements of a value: \(usage)")
        } else {
            let count = arguments.count == 1 ? "1 argument" : "\(arguments.count) arguments"
            report(syntax.offset, "'\(fullName)' is written \(usage), found \(count)")
        }
        if let target, target.simpleName != "cel" { _ = type(of: target) }
        return true
    }
}

extension Syntax {
    var isLiteral: Bool {
        switch kind {
        case .literal, .list, .map: true
        default: false
        }
    }
}
