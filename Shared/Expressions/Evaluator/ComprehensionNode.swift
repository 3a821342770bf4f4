/// A macro: runs its body for each element of a list, key of a map, or pair of both.
final class ComprehensionNode: Node {
    let syntax: Syntax
    let macro: Syntax.Comprehension.Macro
    let range: any Node
    /// The slots of its one or two variables.
    let slots: [Int]
    let names: [String]
    let condition: (any Node)?
    let body: any Node

    init(
        _ syntax: Syntax,
        _ comprehension: Syntax.Comprehension,
        range: any Node,
        slots: [Int],
        condition: (any Node)?,
        body: any Node
    ) {
        self.syntax = syntax
        macro = comprehension.macro
        names = comprehension.variables
        self.range = range
        self.slots = slots
        self.condition = condition
        self.body = body
    }

    var children: [any Node] { [range, body] }

    func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        switch macro {
        case .all, .exists, .existsOne: .bool(try truth(&frame))
        case .map, .filter: .list(try collect(&frame))
        case .transformMap, .transformMapEntry: .map(try collectMap(&frame))
        }
    }

    func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        switch macro {
        case .all: return try decide(false, &frame)
        case .exists: return try decide(true, &frame)
        case .existsOne: return try countsOne(&frame)
        default: throw notBool(try evaluate(&frame))
        }
    }

    /// Runs until an element gives `deciding`; errors of others count only when none does.
    private func decide(_ deciding: Bool, _ frame: inout Frame) throws(Failure) -> Bool {
        var walk = try walk(&frame)
        var failure: Failure?
        while try walk.step(slots, &frame) {
            do throws(Failure) {
                if try body.truth(&frame) == deciding { return deciding }
            } catch {
                if error.isFinal { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !deciding
    }

    private func countsOne(_ frame: inout Frame) throws(Failure) -> Bool {
        var walk = try walk(&frame)
        var count = 0
        while try walk.step(slots, &frame) {
            if try body.truth(&frame) { count += 1 }
        }
        return count == 1
    }

    private func collect(_ frame: inout Frame) throws(Failure) -> [Operand] {
        var walk = try walk(&frame)
        var values: [Operand] = []
        while try walk.step(slots, &frame) {
            if macro == .filter {
                if try body.truth(&frame) { values.append(frame.locals[slots[0]].resolved) }
            } else if try condition?.truth(&frame) ?? true {
                values.append(try body.evaluate(&frame))
            }
            try frame.checkElements(values.count, at: syntax.offset)
        }
        return values
    }

    private func collectMap(_ frame: inout Frame) throws(Failure) -> OperandMap {
        var walk = try walk(&frame)
        var map = OperandMap()
        while try walk.step(slots, &frame) {
            guard try condition?.truth(&frame) ?? true else { continue }
            let key = frame.locals[slots[0]].resolved
            guard map.insert(key, try body.evaluate(&frame)) else {
                throw Failure(.duplicateKey, at: syntax.offset, key.shortText)
            }
        }
        return map
    }

    func walk(_ frame: inout Frame) throws(Failure) -> Walk {
        let value = try range.view(&frame)
        if let elements = Elements(value) { return .list(elements, position: 0) }
        if let entries = Entries(value) { return .map(entries) }
        throw Failure(.noSuchOverload, at: syntax.offset, "\(value.typeName) has no elements to go through")
    }

    /// A position in a list or map.
    enum Walk {
        case list(Elements, position: Int64)
        case map(Entries)

        /// Binds the next element or entry; false at the end.
        ///
        /// Each step costs one.
        @inline(__always)
        mutating func step(_ slots: [Int], _ frame: inout Frame) throws(Failure) -> Bool {
            try frame.spend(1)
            switch self {
            case .list(var elements, let position):
                guard let element = elements.nextView() else { return false }
                frame.locals[slots[slots.count - 1]] = element
                if slots.count > 1 { frame.locals[slots[0]] = .int(position) }
                self = .list(elements, position: position + 1)
            case .map(var entries):
                guard let (key, value) = entries.nextView() else { return false }
                frame.locals[slots[0]] = key
                if slots.count > 1 { frame.locals[slots[1]] = value }
                self = .map(entries)
            }
            return true
        }
    }
}
