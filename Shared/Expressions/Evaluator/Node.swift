/// A step of a plan: everything that can be known before evaluation is resolved in it.
///
/// Immutable once planned, which is why a ``Plan`` may be shared by threads.
class Node {
    /// The part of the expression it stands for.
    let syntax: Syntax

    init(_ syntax: Syntax) { self.syntax = syntax }

    /// The value; scalars are never views.
    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { .bool(try truth(&frame)) }

    /// The value as a truth value, without making an ``Operand`` where that can be avoided.
    ///
    /// Each node overrides this or ``evaluate(_:)``.
    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        let value = try evaluate(&frame)
        guard case .bool(let truth) = value else { throw notBool(value, frame) }
        return truth
    }

    /// The value as it stands in the setting, so that its place can be told.
    func view(_ frame: inout Frame) throws(Failure) -> Operand { try evaluate(&frame) }

    /// The steps below this one, for explanations and for folding.
    var children: [Node] { [] }

    /// Whether it may be computed beforehand when all its children are constants.
    var isFoldable: Bool { !children.isEmpty }

    final func notBool(_ value: Operand, _ frame: Frame) -> Failure {
        frame.mismatch(at: syntax.range.lowerBound, "expected bool, found ", value)
    }
}

/// A step over two others, such as `a == b` or `a[b]`.
class PairNode: Node {
    final let left: Node
    final let right: Node

    init(_ syntax: Syntax, _ left: Node, _ right: Node) {
        self.left = left
        self.right = right
        super.init(syntax)
    }

    final override var children: [Node] { [left, right] }
}

/// A literal, or a part that came out the same for every setting and was computed once.
final class ConstantNode: Node {
    let value: Operand

    init(_ syntax: Syntax, _ value: Operand) {
        self.value = value
        super.init(syntax)
    }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { value }
}

/// A part that always fails, such as an unknown name in an unchecked program; `||` and `&&` may still absorb it.
final class FailingNode: Node {
    let failure: Failure

    init(_ syntax: Syntax, _ failure: Failure) {
        self.failure = failure
        super.init(syntax)
    }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand { throw failure }
}
