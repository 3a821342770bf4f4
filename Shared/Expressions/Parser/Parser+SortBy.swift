/// `list.sortBy(name, key)`: the list in the order of what `key` gives for each element.
///
/// Source: cel-go, `ext/lists`.
extension Parser {
    /// The name of the list while it is sorted, and of the function that sorts it; no source can hold it.
    static let sortBy = "@sortBy"

    /// Binds the list, so that it is evaluated once, and sorts it by the list of its keys.
    mutating func sorting(_ list: Syntax, _ arguments: [Syntax], from start: Int, at offset: Int)
        throws(Failure) -> Syntax
    {
        guard let variables = variables(of: arguments.prefix(1)) else { return standIn(from: start) }
        let name = try make(.identifier(Self.sortBy, isAbsolute: false), from: start)
        let comprehension = Syntax.Comprehension(
            macro: .map,
            range: name,
            variables: variables,
            condition: nil,
            body: arguments[1]
        )
        let keys = try make(.comprehension(comprehension), from: start, at: offset, over: [name, arguments[1]])
        let kind = Syntax.Kind.call(Self.sortBy, target: name, arguments: [keys])
        let sorted = try make(kind, from: start, at: offset, over: [name, keys])
        return try make(.bind(Self.sortBy, value: list, body: sorted), from: start, at: offset, over: [list, sorted])
    }
}
