/// The state of one evaluation: values of variables, what was spent, the limits, and the memory for what is made.
struct Frame {
    /// Values of the declared variables; nil where one has none.
    let globals: UnsafeBufferPointer<Operand?>

    /// Variables of macros, and arguments of calls while they are gathered.
    let locals: UnsafeMutablePointer<Operand>

    var spent: Int
    let maximumCost: Int
    let limits: UnsafePointer<Limits>
    unowned(unsafe) let arena: Arena

    @inline(__always)
    mutating func spend(_ cost: Int) throws(Failure) {
        // Only a benchmark leaves this out, to measure what it costs.
        #if !UNMETERED
            spent &+= cost
            if spent > maximumCost { throw Failure(.costExceeded) }
        #endif
    }

    /// Charges for going through text: one, and one more for each 16 bytes.
    @inline(__always)
    mutating func spend(bytes: Int) throws(Failure) { try spend(1 + bytes >> 4) }

    /// A failure with words for the reader, made only when it is needed.
    func failure(_ kind: EvaluationError.Kind, at offset: Int, _ words: @autoclosure () -> String) -> Failure {
        Failure(kind, at: offset, .words(arena.copy(Array(words().utf8))), in: arena)
    }

    /// A failure whose words name the types of one or two values; made for those who ask, so that absorbing it is cheap.
    func mismatch(
        at offset: Int,
        _ before: StaticString,
        _ a: Operand,
        _ between: StaticString = "",
        _ b: Operand? = nil,
        _ after: StaticString = ""
    ) -> Failure {
        if let unknown = a.unknown ?? b?.unknown { return .unknown(unknown, at: offset, self) }
        return Failure(.noSuchOverload, at: offset, .types(before, a.typeName, between, b?.typeName, after), in: arena)
    }
}
