/// The state of one evaluation: values of variables, what was spent, and the limits.
struct Frame {
    let globals: [Operand?]
    var locals: [Operand]
    var spent: Int
    let maximumCost: Int
    let limits: Limits

    init(globals: [Operand?], locals: Int, spent: Int = 0, maximumCost: Int, limits: Limits) {
        self.globals = globals
        self.locals = locals == 0 ? [] : Array(repeating: .null, count: locals)
        self.spent = spent
        self.maximumCost = maximumCost
        self.limits = limits
    }

    @inline(__always)
    mutating func spend(_ cost: Int) throws(Failure) {
        spent &+= cost
        if spent > maximumCost { throw Failure(.costExceeded, at: 0, "\(maximumCost)") }
    }

    /// Charges for going through text: one for each 16 bytes.
    @inline(__always)
    mutating func spend(bytes: Int) throws(Failure) { try spend(1 + bytes >> 4) }

    func checkText(_ bytes: Int, at offset: Int) throws(Failure) {
        if bytes > limits.maximumTextBytes { throw Failure(.tooLarge, at: offset, "\(limits.maximumTextBytes) bytes") }
    }

    func checkElements(_ count: Int, at offset: Int) throws(Failure) {
        if count > limits.maximumElements { throw Failure(.tooLarge, at: offset, "\(limits.maximumElements) elements") }
    }
}
