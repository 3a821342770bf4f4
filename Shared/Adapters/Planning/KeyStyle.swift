/// How `$copy` spells the names of members.
enum KeyStyle: String, CaseIterable, Sendable {
    /// As the source does.
    case same
    /// `a_b` becomes `aB`.
    case camel
    /// `a_b` becomes `AB`.
    case pascal
    /// `AbC` becomes `abC`.
    case lowerFirst

    /// A name in this style.
    func spelled(_ name: String) -> String {
        switch self {
        case .same: name
        case .camel: Self.joined(name, capitalisesFirst: false)
        case .pascal: Self.joined(name, capitalisesFirst: true)
        case .lowerFirst: name.prefix(1).lowercased() + name.dropFirst()
        }
    }

    private static func joined(_ name: String, capitalisesFirst: Bool) -> String {
        var result = ""
        for (index, word) in name.split(separator: "_").enumerated() {
            result += index > 0 || capitalisesFirst ? word.prefix(1).uppercased() + word.dropFirst() : String(word)
        }
        return result
    }
}
