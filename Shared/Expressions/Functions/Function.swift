/// A function that expressions may call: its name, how it is called, and what it does.
struct Function: Sendable {
    typealias Unary = @Sendable (Operand, inout Frame, Int) throws(Failure) -> Operand
    typealias Binary = @Sendable (Operand, Operand, inout Frame, Int) throws(Failure) -> Operand
    typealias Variadic = @Sendable ([Operand], inout Frame, Int) throws(Failure) -> Operand

    /// What it does with its arguments, the receiver first, and the offset of the call for its errors.
    enum Body: Sendable {
        case unary(Unary)
        case binary(Binary)
        case variadic(Variadic)
    }

    /// How it may be called: `f(x)`, `x.f()`, or both.
    enum Style: Sendable { case global, member, both }

    let name: String
    let style: Style
    /// The numbers of arguments it takes, the receiver counted.
    let arity: ClosedRange<Int>
    let result: StaticType
    let body: Body

    init(_ name: String, _ style: Style, _ result: StaticType, _ body: @escaping Unary) {
        self.init(name, style, 1...1, result, .unary(body))
    }

    init(_ name: String, _ style: Style, _ result: StaticType, _ body: @escaping Binary) {
        self.init(name, style, 2...2, result, .binary(body))
    }

    init(_ name: String, _ style: Style, _ arity: ClosedRange<Int>, _ result: StaticType, _ body: Body) {
        self.name = name
        self.style = style
        self.arity = arity
        self.result = result
        self.body = body
    }

    func accepts(arguments: Int, isMember: Bool) -> Bool {
        guard style == .both || (style == .member) == isMember else { return false }
        return arity.contains(arguments)
    }
}

/// The functions of an environment: one list for each family, gathered here.
public struct FunctionRegistry: Sendable {
    private var functions: [String: [Function]] = [:]

    init(_ families: [[Function]]) {
        for function in families.joined() { functions[function.name, default: []].append(function) }
    }

    /// Every built-in family.
    public static let standard = FunctionRegistry([
        ArithmeticFunctions.all, CollectionFunctions.all, ConversionFunctions.all, StringFunctions.all,
        StringPositionFunctions.all, TimeFunctions.all, NetworkFunctions.all,
    ])

    /// The function of a name that takes so many arguments, the receiver counted.
    func function(_ name: String, arguments: Int, isMember: Bool) -> Function? {
        functions[name]?.first { $0.accepts(arguments: arguments, isMember: isMember) }
    }

    /// Says why there is no such call: for a message.
    func whyAbsent(_ name: String, arguments: Int, isMember: Bool) -> String {
        guard let known = functions[name] else {
            let near = nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
            return "unknown function '\(name)'\(near)"
        }
        let forms = known.filter { $0.style == .both || ($0.style == .member) == isMember }
        guard let first = forms.first else {
            let form = isMember ? "\(name)(x)" : "x.\(name)()"
            return "'\(name)' is called as \(form)"
        }
        let receiver = isMember ? 1 : 0
        let low = (forms.map(\.arity.lowerBound).min() ?? first.arity.lowerBound) - receiver
        let high = (forms.map(\.arity.upperBound).max() ?? first.arity.upperBound) - receiver
        let wanted = low == high ? "\(low)" : "\(low) to \(high)"
        return "'\(name)' takes \(wanted) argument\(wanted == "1" ? "" : "s"), found \(arguments - receiver)"
    }

    private func nearest(to name: String) -> String? {
        functions.keys.filter { $0.first?.isLetter ?? false && $0.lowercased() == name.lowercased() }.min()
    }
}
