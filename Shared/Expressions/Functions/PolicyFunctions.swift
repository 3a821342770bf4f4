/// What AWS policy documents allow.
///
/// Where a policy leaves a doubt, the answer is that it allows: an Allow with a condition counts, a Deny with one does not. Only conditions that
/// name somebody are told apart, when the question is about the whole world; see ``PolicyReader/limits(_:_:)``.
enum PolicyFunctions {
    static let all: [Function] = [
        .global("iamAllows", "(dyn, string, string, string) -> bool") { arguments, frame throws(Failure) in
            let question = Question(
                principal: arguments.string(1),
                action: arguments.string(2),
                resource: arguments.string(3)
            )
            return .bool(try allows(question, PolicyReader(arguments: arguments), &frame))
        },
        .global("iamAllows", "(dyn, string, string) -> bool") { arguments, frame throws(Failure) in
            let question = Question(principal: nil, action: arguments.string(1), resource: arguments.string(2))
            return .bool(try allows(question, PolicyReader(arguments: arguments), &frame))
        },
        .global("iamIsPublic", "(dyn) -> bool") { arguments, frame throws(Failure) in
            let found = try publicActions(PolicyReader(arguments: arguments), stopsAtFirst: true, &frame)
            return .bool(!found.isEmpty)
        },
        .global("iamPublicActions", "(dyn) -> list(string)") { arguments, frame throws(Failure) in
            try frame.list(try publicActions(PolicyReader(arguments: arguments), stopsAtFirst: false, &frame))
        },
    ]

    /// Who wants to do what with what; without a principal it is whoever a policy without principals hangs on.
    private struct Question {
        let principal: UTF8View?
        let action: UTF8View
        let resource: UTF8View
    }

    private static func allows(_ question: Question, _ reader: PolicyReader, _ frame: inout Frame) throws(Failure)
        -> Bool
    {
        var isAllowed = false
        for statement in try reader.statements(&frame) where !(isAllowed && statement.isAllow) {
            guard try applies(statement, question, reader, &frame) else { continue }
            if !statement.isAllow { return false }
            isAllowed = true
        }
        return isAllowed
    }

    private static func applies(
        _ statement: PolicyStatement,
        _ question: Question,
        _ reader: PolicyReader,
        _ frame: inout Frame
    ) throws(Failure) -> Bool {
        let isAllow = statement.isAllow
        if let principal = question.principal {
            guard try reader.isAbout(principal, statement, &frame) else { return false }
        } else if statement.principal != nil {
            return false
        }
        if question.principal?.elementsEqual("*".utf8) ?? false {
            let isOut =
                try isAllow
                ? reader.limits(statement.condition, &frame) : !reader.stopsTheWorld(statement.condition, &frame)
            if isOut { return false }
        } else if !isAllow, statement.condition != nil {
            return false
        }
        guard try reader.takes(statement.action, question.action, isAction: true, isAllow: isAllow, &frame) else {
            return false
        }
        return try reader.takes(statement.resource, question.resource, isAction: false, isAllow: isAllow, &frame)
    }

    /// The actions that the whole world is allowed on some resource, as the policy spells them; `*` for a NotAction.
    private static func publicActions(_ reader: PolicyReader, stopsAtFirst: Bool, _ frame: inout Frame) throws(Failure)
        -> [Operand]
    {
        let statements = try reader.statements(&frame)
        var denials: [PolicyStatement] = []
        for statement in statements where !statement.isAllow {
            guard try reader.isAboutEverybody(statement, &frame),
                try reader.stopsTheWorld(statement.condition, &frame)
            else { continue }
            denials.append(statement)
        }
        var found: [Operand] = []
        var names = Set<String>()
        for statement in statements where statement.isAllow {
            guard try reader.isAboutEverybody(statement, &frame), try !reader.limits(statement.condition, &frame) else {
                continue
            }
            let isOver = try forEachText(of: statement.action, reader, &frame) { action, frame throws(Failure) in
                let name = String(decoding: action, as: UTF8.self)
                guard !names.contains(name), try isOpen(action, statement, denials, reader, &frame) else {
                    return false
                }
                names.insert(name)
                found.append(.string(action))
                return stopsAtFirst
            }
            if isOver { break }
        }
        return found
    }

    /// Whether some resource of an Allow is left by the statements that deny it to the world.
    private static func isOpen(
        _ action: UTF8View,
        _ statement: PolicyStatement,
        _ denials: [PolicyStatement],
        _ reader: PolicyReader,
        _ frame: inout Frame
    ) throws(Failure) -> Bool {
        try forEachText(of: statement.resource, reader, &frame) { resource, frame throws(Failure) in
            for denial in denials {
                guard try reader.takes(denial.action, action, isAction: true, isAllow: false, &frame) else { continue }
                if try reader.takes(denial.resource, resource, isAction: false, isAllow: false, &frame) { return false }
            }
            return true
        }
    }

    /// Calls `body` for each text of an element until it returns true; with `*` for an absent or inverted one.
    private static func forEachText(
        of element: PolicyStatement.Element?,
        _ reader: PolicyReader,
        _ frame: inout Frame,
        _ body: (UTF8View, inout Frame) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        guard let element, !element.isInverted else {
            guard case .string(let all) = Operand.string("*" as StaticString) else { return false }
            return try body(all, &frame)
        }
        return try reader.anyText(in: element.value, &frame, body)
    }
}
