/// The types that a function takes and gives.
///
/// Types with a name of one capital letter are parameters: alike wherever they stand in the signature.
public struct Signature: Sendable, Hashable {
    /// The types of its arguments, the receiver's first.
    public let parameters: [StaticType]

    /// Whether the last parameter stands for one or more arguments.
    public let isVariadic: Bool

    /// The type of its result.
    public let result: StaticType

    /// Makes a signature of types.
    public init(_ parameters: [StaticType], isVariadic: Bool = false, result: StaticType) {
        self.parameters = parameters
        self.isVariadic = isVariadic
        self.result = result
    }

    /// Reads a signature such as `(list(A), ...int) -> map(string, A)` of our own code.
    init(_ text: String) {
        guard let signature = Signature(parsing: text) else { preconditionFailure("malformed signature \(text)") }
        self = signature
    }

    /// Whether it takes so many arguments, the receiver counted.
    func accepts(count: Int) -> Bool {
        isVariadic ? count >= parameters.count : count == parameters.count
    }

    /// The type of the argument at a position.
    func parameter(at position: Int) -> StaticType {
        parameters[min(position, parameters.count - 1)]
    }

    /// A call as people write it: `string.charAt(int)`, `math.greatest(dyn, …)`.
    func call(_ name: String, isMember: Bool) -> String {
        Self.call(name, parameters.map(\.words), isMember: isMember, isVariadic: isVariadic)
    }

    /// A call of arguments that are given by words.
    static func call(_ name: String, _ arguments: [String], isMember: Bool, isVariadic: Bool = false) -> String {
        var inner = isMember ? Array(arguments.dropFirst()) : arguments
        if isVariadic { inner.append("…") }
        let receiver = isMember ? arguments.first.map { "\($0)." } ?? "" : ""
        return "\(receiver)\(name)(\(inner.joined(separator: ", ")))"
    }
}

extension Signature: CustomStringConvertible {
    /// The signature as it is read: `(string, int) -> string`.
    public var description: String {
        var words = parameters.map(\.words)
        if isVariadic, let last = words.popLast() { words.append("...\(last)") }
        return "(\(words.joined(separator: ", "))) -> \(result.words)"
    }
}
