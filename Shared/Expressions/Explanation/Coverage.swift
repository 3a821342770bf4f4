import Synchronization

/// Notes which conditions of an expression came out true and which false, over as many evaluations as wanted.
///
/// The expression is compiled once more for it, with each condition handed to a function that notes it; programs that are not
/// covered know nothing of this. What `&&`, `||` and `?:` pass over does not count, because nothing was shown of it.
public final class Coverage: Sendable {
    /// One part of the expression that is true or false and that no `&&`, `||` or `!` divides further.
    public struct Part: Sendable, Equatable {
        /// The bytes of the source it covers.
        public let range: Range<Int>
        /// Its text.
        public let text: String
        /// Whether it came out true.
        public internal(set) var wasTrue = false
        /// Whether it came out false.
        public internal(set) var wasFalse = false
    }

    /// The same expression; evaluating it notes what its conditions come to.
    public let program: Program

    private let notes: Notes

    /// Compiles an expression to be covered.
    /// - Throws: ``ExpressionErrors``, as ``Program`` does.
    public init(of source: String, in environment: Environment) throws(ExpressionErrors) {
        let syntax = try Parser.parse(source, limits: environment.limits, expandsMacros: environment.expandsMacros)
        var marker = ConditionMarker()
        let marked = marker.mark(syntax, isCondition: true)
        let text = Array(source.utf8)
        let parts = marker.ranges.map { Part(range: $0, text: String(decoding: text[$0], as: UTF8.self)) }
        let notes = Notes(parts)
        var environment = environment
        environment.functions.add(notes.function)
        program = try Program(marked, source: source, in: environment)
        self.notes = notes
    }

    /// The conditions in the order of the text, and what was noted of them so far.
    public var parts: [Part] { notes.parts }

    /// Keeps what was noted; shared by all who evaluate.
    private final class Notes: Sendable {
        private let noted: Mutex<[Part]>

        init(_ parts: [Part]) { noted = Mutex(parts) }

        var parts: [Part] { noted.withLock { $0 } }

        var function: Function {
            .global(ConditionMarker.name, "(int, dyn) -> dyn") { [self] arguments, _ in
                if case .bool(let value) = arguments[1] { note(Int(arguments.int(0)), value) }
                return arguments[1]
            }
        }

        private func note(_ index: Int, _ value: Bool) {
            noted.withLock { parts in
                if value { parts[index].wasTrue = true } else { parts[index].wasFalse = true }
            }
        }
    }
}

/// Rewrites an expression so that each condition passes through a function that notes it.
struct ConditionMarker {
    /// A name that no expression can write.
    static let name = "@covered"

    private(set) var ranges: [Range<Int>] = []

    mutating func mark(_ syntax: Syntax, isCondition: Bool) -> Syntax {
        switch syntax.kind {
        case .and(let operands): return syntax.with(.and(operands.map { mark($0, isCondition: true) }))
        case .or(let operands): return syntax.with(.or(operands.map { mark($0, isCondition: true) }))
        case .call("!_", target: nil, let arguments):
            let marked = arguments.map { mark($0, isCondition: true) }
            return syntax.with(.call("!_", target: nil, arguments: marked))
        case .conditional(let condition, let then, let otherwise):
            let marked = mark(condition, isCondition: true)
            let first = mark(then, isCondition: isCondition)
            let second = mark(otherwise, isCondition: isCondition)
            return syntax.with(.conditional(marked, then: first, otherwise: second))
        case .bind(let name, let value, let body):
            let marked = mark(value, isCondition: false)
            return syntax.with(.bind(name, value: marked, body: mark(body, isCondition: isCondition)))
        case .literal: return syntax
        default: return isCondition ? noted(syntax) : marked(below: syntax)
        }
    }

    /// The part's place in the list comes before those within it.
    private mutating func noted(_ syntax: Syntax) -> Syntax {
        let index = ranges.count
        ranges.append(syntax.range)
        let number = syntax.with(.literal(.int(Int64(index))))
        return syntax.with(.call(Self.name, target: nil, arguments: [number, marked(below: syntax)]))
    }

    private mutating func marked(below syntax: Syntax) -> Syntax {
        switch syntax.kind {
        case .call(let name, let target, let arguments):
            let marked = target.map { mark($0, isCondition: false) }
            return syntax.with(.call(name, target: marked, arguments: arguments.map { mark($0, isCondition: false) }))
        case .comprehension(let macro): return syntax.with(.comprehension(mark(macro)))
        case .select(let operand, let field, let isOptional):
            return syntax.with(.select(mark(operand, isCondition: false), field: field, isOptional: isOptional))
        case .has(let operand, let field): return syntax.with(.has(mark(operand, isCondition: false), field: field))
        case .index(let operand, let index, let isOptional):
            let marked = mark(operand, isCondition: false)
            return syntax.with(.index(marked, mark(index, isCondition: false), isOptional: isOptional))
        case .list(let elements):
            let marked = elements.map { element in
                Syntax.Element(value: mark(element.value, isCondition: false), isOptional: element.isOptional)
            }
            return syntax.with(.list(marked))
        case .map(let entries):
            let marked = entries.map { entry in
                let value = mark(entry.value, isCondition: false)
                return Syntax.Entry(key: entry.key, value: value, isOptional: entry.isOptional)
            }
            return syntax.with(.map(marked))
        case .optionalMap(let operand, let name, let body, let isFlat):
            let marked = mark(operand, isCondition: false)
            return syntax.with(
                .optionalMap(marked, variable: name, body: mark(body, isCondition: false), isFlat: isFlat)
            )
        default: return syntax
        }
    }

    private mutating func mark(_ macro: Syntax.Comprehension) -> Syntax.Comprehension {
        let decides: Bool =
            switch macro.macro {
            case .all, .exists, .existsOne, .filter: true
            case .map, .transformMap, .transformMapEntry: false
            }
        return Syntax.Comprehension(
            macro: macro.macro,
            range: mark(macro.range, isCondition: false),
            variables: macro.variables,
            condition: macro.condition.map { mark($0, isCondition: true) },
            body: mark(macro.body, isCondition: decides)
        )
    }
}

extension Syntax {
    /// The same place with something else in it.
    fileprivate func with(_ kind: Kind) -> Syntax {
        Syntax(kind: kind, range: range, offset: offset, depth: depth)
    }
}
