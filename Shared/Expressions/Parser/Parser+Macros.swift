extension Parser {
    /// A call, or the macro of that name when the arguments have its shape.
    mutating func call(_ name: String, on target: Syntax?, _ arguments: [Syntax], from start: Int, at offset: Int)
        throws(Failure) -> Syntax
    {
        if target == nil, name == "has", arguments.count == 1 {
            guard case .select(let operand, let field, isOptional: false) = arguments[0].kind else {
                throw failure(arguments[0].range.lowerBound, "has() needs a field selection such as has(config.name)")
            }
            return try make(.has(operand, field: field), from: start, over: [operand])
        }
        if let target, let shape = MacroShape(name, argumentCount: arguments.count) {
            return try comprehension(shape, over: target, arguments, from: start, at: offset)
        }
        let children = (target.map { [$0] } ?? []) + arguments
        return try make(.call(name, target: target, arguments: arguments), from: start, at: offset, over: children)
    }

    private mutating func comprehension(
        _ shape: MacroShape,
        over range: Syntax,
        _ arguments: [Syntax],
        from start: Int,
        at offset: Int
    ) throws(Failure) -> Syntax {
        var variables: [String] = []
        for argument in arguments.prefix(shape.variables) {
            guard let name = argument.simpleName else {
                throw failure(argument.range.lowerBound, "the first argument of a macro must be a plain variable name")
            }
            guard !variables.contains(name) else {
                throw failure(argument.range.lowerBound, "'\(name)' is named twice")
            }
            variables.append(name)
        }
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

/// Which macro a call is, by name and number of arguments.
private struct MacroShape {
    let macro: Syntax.Comprehension.Macro
    let variables: Int

    init?(_ name: String, argumentCount: Int) {
        switch (name, argumentCount) {
        case ("all", 2), ("all", 3): macro = .all
        case ("exists", 2), ("exists", 3): macro = .exists
        case ("exists_one", 2), ("existsOne", 2), ("exists_one", 3), ("existsOne", 3): macro = .existsOne
        case ("filter", 2): macro = .filter
        case ("map", 2), ("map", 3): macro = .map
        case ("transformList", 3), ("transformList", 4): macro = .map
        case ("transformMap", 3), ("transformMap", 4): macro = .transformMap
        default: return nil
        }
        switch name {
        case "map", "filter": variables = 1
        case "transformList", "transformMap": variables = 2
        default: variables = argumentCount - 1
        }
    }
}
