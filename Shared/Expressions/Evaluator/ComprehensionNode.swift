/// A macro: runs its body for each element of a list, key of a map, or pair of both.
final class ComprehensionNode: Node {
    let macro: Syntax.Comprehension.Macro
    let range: Node
    /// The slots of its one or two variables; the same when there is one.
    let slots: (first: Int, last: Int)
    let names: [String]
    let condition: Node?
    let body: Node

    init(
        _ syntax: Syntax,
        _ comprehension: Syntax.Comprehension,
        range: Node,
        slot: Int,
        condition: Node?,
        body: Node
    ) {
        macro = comprehension.macro
        names = comprehension.variables
        self.range = range
        slots = (slot, slot + comprehension.variables.count - 1)
        self.condition = condition
        self.body = body
        super.init(syntax)
    }

    override var children: [Node] { [range, condition, body].compactMap(\.self) }

    override var isFoldable: Bool { false }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        switch macro {
        case .all, .exists, .existsOne: .bool(try truth(&frame))
        case .map, .filter: try collect(&frame)
        case .transformMap: try collectMap(&frame)
        case .transformMapEntry: try collectEntries(&frame)
        }
    }

    override func truth(_ frame: inout Frame) throws(Failure) -> Bool {
        switch macro {
        case .all: return try decide(false, &frame)
        case .exists: return try decide(true, &frame)
        case .existsOne: return try countsOne(&frame)
        default: throw notBool(try evaluate(&frame), frame)
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
                if failure == nil || error.kind == .unknown { failure = error }
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

    private func collect(_ frame: inout Frame) throws(Failure) -> Operand {
        var walk = try walk(&frame)
        var list = ListBuilder()
        while try walk.step(slots, &frame) {
            if macro == .filter {
                if try body.truth(&frame) { try list.append(frame.locals[slots.first].resolved, &frame) }
            } else if try condition?.truth(&frame) ?? true {
                try list.append(try body.evaluate(&frame), &frame)
            }
        }
        return list.operand
    }

    private func collectMap(_ frame: inout Frame) throws(Failure) -> Operand {
        var walk = try walk(&frame)
        try frame.checkElements(walk.count)
        let map = OperandMap(capacity: walk.count, in: frame.arena)
        while try walk.step(slots, &frame) {
            guard try condition?.truth(&frame) ?? true else { continue }
            let key = frame.locals[slots.first].resolved
            try frame.insert((key, try body.evaluate(&frame)), into: map, at: syntax.offset)
        }
        return .map(map)
    }

    /// Each body gives a map of one entry, which becomes one of the result's.
    private func collectEntries(_ frame: inout Frame) throws(Failure) -> Operand {
        var walk = try walk(&frame)
        try frame.checkElements(walk.count)
        let map = OperandMap(capacity: walk.count, in: frame.arena)
        while try walk.step(slots, &frame) {
            guard try condition?.truth(&frame) ?? true else { continue }
            let made = try body.evaluate(&frame)
            guard var entries = Entries(made), entries.count == 1, let entry = entries.nextValues() else {
                let words = "transformMapEntry needs a map of one entry, found \(made.shortText)"
                throw frame.failure(.noSuchOverload, at: syntax.offset, words)
            }
            try frame.insert(entry, into: map, at: syntax.offset)
        }
        return .map(map)
    }

    func walk(_ frame: inout Frame) throws(Failure) -> Walk {
        let value = try range.view(&frame)
        if let elements = Elements(value) { return .list(elements, position: 0) }
        if let entries = Entries(value) { return .map(entries) }
        throw frame.mismatch(at: syntax.offset, "", value, " has no elements to go through")
    }

    /// A position in a list or map.
    enum Walk {
        case list(Elements, position: Int64)
        case map(Entries)

        var count: Int {
            switch self {
            case .list(let elements, _): elements.count
            case .map(let entries): entries.count
            }
        }

        /// Binds the next element or entry; false at the end.
        ///
        /// Each step costs one.
        @inline(__always)
        mutating func step(_ slots: (first: Int, last: Int), _ frame: inout Frame) throws(Failure) -> Bool {
            try frame.spend(1)
            switch self {
            case .list(var elements, let position):
                guard let element = elements.nextView() else { return false }
                if slots.first != slots.last { frame.locals[slots.first] = .int(position) }
                frame.locals[slots.last] = element
                self = .list(elements, position: position + 1)
            case .map(var entries):
                guard let (key, value) = entries.nextView() else { return false }
                frame.locals[slots.last] = value
                frame.locals[slots.first] = key
                self = .map(entries)
            }
            return true
        }
    }
}
