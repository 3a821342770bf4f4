/// The functions of an environment: one list for each family, gathered here.
public struct FunctionRegistry: Sendable {
    private var functions: [String: [Function]] = [:]

    init(_ families: [[Function]]) {
        for function in families.joined() { functions[function.name, default: []].append(function) }
    }

    mutating func add(_ function: Function) { functions[function.name, default: []].append(function) }

    /// Every built-in family.
    public static let standard = FunctionRegistry([
        CollectionFunctions.all, ConversionFunctions.all, StringFunctions.all, StringPartFunctions.all,
        StringPositionFunctions.all, QuoteFunction.all, FormatFunctions.all, MathFunctions.all, BitFunctions.all,
        ListFunctions.all, ListOrderFunctions.all, SetFunctions.all, EncoderFunctions.all, TimeFunctions.all,
        OptionalFunctions.all, NetworkFunctions.all, AddressFunctions.all, PortFunctions.all, RegexFunctions.all,
        FindFunctions.all,
        VersionFunctions.all, QuantityFunctions.all, URLFunctions.all, PolicyFunctions.all,
        KubernetesFunctions.all,
    ])

    /// Every way to call a function, in the order of their names, as `x.name(int) -> string` for people.
    public var listing: [(name: String, call: String)] {
        names.sorted().flatMap { name in
            (functions[name] ?? []).map { (name, $0.signature.call(name, isMember: $0.style == .member)) }
        }
    }

    /// Every overload of a name.
    func overloads(of name: String) -> [Function] { functions[name] ?? [] }

    /// The overloads of a name that take so many arguments, the receiver counted.
    func overloads(of name: String, arguments: Int, isMember: Bool) -> [Function] {
        (functions[name] ?? []).filter { $0.accepts(arguments: arguments, isMember: isMember) }
    }

    /// The names that a person may write, for suggestions.
    var names: [String] { functions.keys.filter { !$0.hasPrefix("@") } }
}
