/// A step of a plan: everything that can be known before evaluation is resolved in it.
protocol Node: AnyObject, Sendable {
    /// The part of the expression it stands for.
    var syntax: Syntax { get }

    /// The value; scalars are never views.
    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand

    /// The value as a truth value, without making an ``Operand`` where that can be avoided.
    func truth(_ frame: inout Frame) throws(Failure) -> Bool

    /// The value as it stands in the setting, so that its place can be told; only explanations ask.
    func view(_ frame: inout Frame) throws(Failure) -> Operand

    /// The steps below this one, for explanations.
    var children: [any Node] { get }
}

extension Node {
    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        let value = try evaluate(&frame)
        guard case .bool(let truth) = value else { throw notBool(value) }
        return truth
    }

    func view(_ frame: inout Frame) throws(Failure) -> Operand { try evaluate(&frame) }

    var children: [any Node] { [] }

    func notBool(_ value: Operand) -> Failure {
        Failure(.noSuchOverload, at: syntax.range.lowerBound, "expected bool, found \(value.typeName)")
    }
}

/// A literal, or a part that came out the same for every setting and was computed once.
final class ConstantNode: Node {
    let syntax: Syntax
    let value: Operand

    init(_ syntax: Syntax, _ value: Operand) {
        self.syntax = syntax
        self.value = value
    }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { value }
}

/// A part that always fails, such as an unknown name in an unchecked program; `||` and `&&` may still absorb it.
final class FailingNode: Node {
    let syntax: Syntax
    let failure: Failure

    init(_ syntax: Syntax, _ failure: Failure) {
        self.syntax = syntax
        self.failure = failure
    }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { throw failure }
}
