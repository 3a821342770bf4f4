/// Macros: calls whose arguments are not values but parts of another form.
///
/// Source: CEL language definition, "Macros"; cel-go's extensions "OptionalTypes" and "Bindings".
extension Parser {
    /// A call, or the macro of that name when the arguments have its shape.
    mutating func call(_ name: String, on target: Syntax?, _ arguments: [Syntax], from start: Int, at offset: Int)
        throws(Failure) -> Syntax
    {
        guard expandsMacros else { return try plainCall(name, on: target, arguments, from: start, at: offset) }
        if target == nil, name == "has", arguments.count == 1 { return try has(arguments[0], from: start) }
        if target?.simpleName == "cel", let part = try namespaced(name, arguments, from: start, at: offset) {
            return part
        }
        if let target, let shape = MacroShape(name, argumentCount: arguments.count) {
            return try comprehension(shape, over: target, arguments, from: start, at: offset)
        }
        if let target, name == "sortBy", arguments.count == 2 {
            return try sorting(target, arguments, from: start, at: offset)
        }
        if let target, name == "optMap" || name == "optFlatMap", arguments.count == 2 {
            guard let variable = variables(of: arguments.prefix(1))?.first else { return standIn(from: start) }
            let kind = Syntax.Kind.optionalMap(
                target,
                variable: variable,
                body: arguments[1],
                isFlat: name == "optFlatMap"
            )
            return try make(kind, from: start, at: offset, over: [target, arguments[1]])
        }
        return try plainCall(name, on: target, arguments, from: start, at: offset)
    }

    private mutating func plainCall(
        _ name: String,
        on target: Syntax?,
        _ arguments: [Syntax],
        from start: Int,
        at offset: Int
    ) throws(Failure) -> Syntax {
        let children = (target.map { [$0] } ?? []) + arguments
        return try make(.call(name, target: target, arguments: arguments), from: start, at: offset, over: children)
    }

    private mutating func has(_ argument: Syntax, from start: Int) throws(Failure) -> Syntax {
        switch argument.kind {
        case .select(let operand, let field, isOptional: false):
            return try make(.has(operand, field: field), from: start, at: argument.offset, over: [operand])
        case .select(_, _, isOptional: true):
            report(argument.offset, "has() takes a plain selection; write has(x.field), or x.?field.hasValue()")
        case .index(_, let key, _):
            let isText = if case .literal(.string) = key.kind { true } else { false }
            let advice = isText ? "; a key is looked up by 'key' in map" : ""
            report(argument.range.lowerBound, "has() needs a field selection such as has(config.name)\(advice)")
        default: report(argument.range.lowerBound, "has() needs a field selection such as has(config.name)")
        }
        return standIn(from: start)
    }

    /// The variables that a macro names in its first arguments; nil, and a mistake, when one is no name.
    mutating func variables(of arguments: ArraySlice<Syntax>) -> [String]? {
        var variables: [String] = []
        for argument in arguments {
            let start = argument.range.lowerBound
            guard let name = argument.simpleName else {
                report(start, "the first argument of a macro must be a plain variable name")
                return nil
            }
            guard !variables.contains(name) else {
                report(start, "'\(name)' is named twice")
                return nil
            }
            variables.append(name)
        }
        return variables
    }

    private mutating func comprehension(
        _ shape: MacroShape,
        over range: Syntax,
        _ arguments: [Syntax],
        from start: Int,
        at offset: Int
    ) throws(Failure) -> Syntax {
        guard let variables = variables(of: arguments.prefix(shape.variables)) else { return standIn(from: start) }
        let hasCondition = arguments.count == shape.variables + 2
        let comprehension = Syntax.Comprehension(
            macro: shape.macro,
            range: range,
            variables: variables,
            condition: hasCondition ? arguments[shape.variables] : nil,
            body: arguments[arguments.count - 1]
        )
        return try make(.comprehension(comprehension), from: start, at: offset, over: [range] + arguments)
    }
}
