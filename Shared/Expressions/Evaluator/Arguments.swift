/// The arguments of a call, the receiver first; their kinds are those of the function's signature.
struct Arguments {
    private let base: UnsafePointer<Operand>

    /// How many there are.
    let count: Int

    private unowned(unsafe) let call: CallNode

    init(_ base: UnsafePointer<Operand>, count: Int, of call: CallNode) {
        self.base = base
        self.count = count
        self.call = call
    }

    /// Where the call stands in the expression's text, in bytes.
    var offset: Int { call.syntax.offset }

    /// What the function is called.
    var name: String { call.name }

    /// An argument; scalars are never views.
    @inline(__always)
    subscript(_ position: Int) -> Operand { base[position] }

    @inline(__always)
    func bool(_ position: Int) -> Bool {
        if case .bool(let value) = base[position] { value } else { false }
    }

    @inline(__always)
    func int(_ position: Int) -> Int64 {
        if case .int(let value) = base[position] { value } else { 0 }
    }

    @inline(__always)
    func uint(_ position: Int) -> UInt64 {
        if case .uint(let value) = base[position] { value } else { 0 }
    }

    @inline(__always)
    func double(_ position: Int) -> Double {
        if case .double(let value) = base[position] { value } else { 0 }
    }

    @inline(__always)
    func string(_ position: Int) -> UTF8View {
        if case .string(let value) = base[position] { value } else { UTF8View(start: nil, count: 0) }
    }

    func bytes(_ position: Int) -> UTF8View {
        if case .bytes(let value) = base[position] { value } else { UTF8View(start: nil, count: 0) }
    }

    func timestamp(_ position: Int) -> Timestamp? {
        if case .timestamp(let value) = base[position] { value } else { nil }
    }

    func duration(_ position: Int) -> Int64 {
        if case .duration(let value) = base[position] { value } else { 0 }
    }

    func optional(_ position: Int) -> OptionalOperand {
        if case .optional(let value) = base[position] { value } else { .none }
    }

    /// An argument of an extension's type; nil when it is of another.
    func object<T: ExpressionObject>(_ position: Int, as type: T.Type) -> T? {
        if case .object(let object) = base[position] { object.value(as: type) } else { nil }
    }

    /// What the words of a failure cost, which `||` and macros may absorb thousands of times; shows at the next step.
    static let costOfWords = 100

    /// A failure for arguments that fit the signature and still are none the function can take.
    func overload(_ frame: inout Frame) -> Failure {
        frame.spent += Self.costOfWords
        let types = (0..<count).map { base[$0].typeName.description }.joined(separator: ", ")
        return frame.failure(.noSuchOverload, at: offset, "\(name)(\(types))")
    }

    /// A failure for a value that cannot be used.
    func invalid(_ frame: inout Frame, _ words: @autoclosure () -> String) -> Failure {
        frame.spent += Self.costOfWords
        return frame.failure(.invalidArgument, at: offset, words())
    }
}
