/// One statement of an AWS policy document, as the values that its elements have in the setting.
///
/// Source: AWS, IAM User Guide, "Grammar of the IAM JSON policy language".
struct PolicyStatement {
    /// An element that has a form of its own for "all but these".
    struct Element {
        let value: Operand
        /// Whether it stands as `NotAction`, `NotPrincipal` or `NotResource`.
        let isInverted: Bool
    }

    let isAllow: Bool
    let principal: Element?
    let action: Element
    let resource: Element?
    /// Nil when there is none, or an empty one.
    let condition: Operand?

    /// Takes a statement apart; refuses what AWS would refuse.
    init(_ value: Operand, _ reader: PolicyReader, _ frame: inout Frame) throws(Failure) {
        guard var entries = Entries(value) else {
            throw reader.invalid(&frame, "a statement is a map, found \(value.shortText)")
        }
        var found: [String: Operand] = [:]
        while let (key, value) = entries.nextValues() {
            try frame.spend(1)
            guard let name = key.text, name.count <= 16 else { continue }
            // Twice the same element, in different case, could hide one of them.
            let word = String(decoding: name, as: UTF8.self).lowercased()
            guard found.updateValue(value, forKey: word) == nil else {
                throw reader.invalid(&frame, "a statement has two elements \(word)")
            }
        }
        func element(_ name: String) throws(Failure) -> Element? {
            switch (found[name], found["not" + name]) {
            case (let value?, nil): return Element(value: value, isInverted: false)
            case (nil, let value?): return Element(value: value, isInverted: true)
            case (nil, nil): return nil
            default: throw reader.invalid(&frame, "a statement has both \(name) and not\(name)")
            }
        }
        guard let effect = found["effect"]?.text,
            effect.elementsEqual("Allow".utf8) || effect.elementsEqual("Deny".utf8)
        else { throw reader.invalid(&frame, "the Effect of a statement is Allow or Deny") }
        guard let action = try element("action") else {
            throw reader.invalid(&frame, "a statement has neither Action nor NotAction")
        }
        self.action = action
        isAllow = effect.count == 5
        principal = try element("principal")
        resource = try element("resource")
        if let condition = found["condition"] {
            guard let operators = Entries(condition) else {
                throw reader.invalid(&frame, "a Condition is a map, found \(condition.shortText)")
            }
            self.condition = operators.count == 0 ? nil : condition
        } else {
            condition = nil
        }
    }
}

/// Walks a policy document for one call of a function.
struct PolicyReader {
    let arguments: Arguments

    func invalid(_ frame: inout Frame, _ words: @autoclosure () -> String) -> Failure {
        arguments.invalid(&frame, words())
    }

    /// The statements of the policy that is the first argument.
    func statements(_ frame: inout Frame) throws(Failure) -> [PolicyStatement] {
        let policy = arguments[0]
        guard let elements = Entries(policy) else {
            if policy.text != nil {
                throw invalid(
                    &frame,
                    "the policy is a string; \(arguments.name) takes the JSON inside it, which adapters decode in place"
                )
            }
            throw arguments.overload(&frame)
        }
        guard let value = elements.value(of: .string("Statement" as StaticString)) else {
            throw invalid(&frame, "a policy has no Statement")
        }
        guard var values = Elements(value) else { return [try PolicyStatement(value, self, &frame)] }
        var statements: [PolicyStatement] = []
        while let value = values.nextValue() { statements.append(try PolicyStatement(value, self, &frame)) }
        return statements
    }

    /// Calls `body` for a text or each text of a list until it returns true; says whether it did.
    func anyText(in value: Operand, _ frame: inout Frame, _ body: (UTF8View, inout Frame) throws(Failure) -> Bool)
        throws(Failure) -> Bool
    {
        try frame.spend(1)
        if let text = value.text { return try body(text, &frame) }
        guard var elements = Elements(value) else {
            throw invalid(&frame, "expected a string or a list of strings in the policy, found \(value.shortText)")
        }
        while let element = elements.nextValue() {
            try frame.spend(1)
            guard let text = element.text else {
                throw invalid(&frame, "expected a string in the policy, found \(element.shortText)")
            }
            if try body(text, &frame) { return true }
        }
        return false
    }

    /// Whether a pattern takes all that another takes.
    func covers(_ pattern: UTF8View, _ wanted: UTF8View, ignoresCase: Bool, opensVariables: Bool, _ frame: inout Frame)
        throws(Failure) -> Bool
    {
        var wildcard = WildcardText(pattern, ignoresCase: ignoresCase, opensVariables: opensVariables)
        let isCovered = wildcard.covers(wanted)
        try frame.spend(1 + wildcard.steps >> 4)
        return isCovered
    }

    /// Whether an Action or Resource element takes all that a text stands for.
    ///
    /// Where it is not certain, an Allow takes it and a Deny does not.
    func takes(
        _ element: PolicyStatement.Element?,
        _ wanted: UTF8View,
        isAction: Bool,
        isAllow: Bool,
        _ frame: inout Frame
    ) throws(Failure) -> Bool {
        // A trust policy has no Resource: it is about the role it hangs on.
        guard let element else { return true }
        // `Deny` with NotResource `a*` says nothing certain about `*`.
        let isPattern = wanted.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
        if element.isInverted, isPattern { return isAllow }
        let isListed = try anyText(in: element.value, &frame) { text, frame throws(Failure) in
            try covers(
                text,
                wanted,
                ignoresCase: isAction,
                opensVariables: isAllow != element.isInverted,
                &frame
            )
        }
        return isListed != element.isInverted
    }
}
