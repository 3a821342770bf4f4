/// What ZAP says of a connection and libzmq then says of each of its messages: whose it is, and by which key.
///
/// A principal may have several keys, and one of them may be taken away: the name alone would not tell. Neither names
/// nor the separator's place can be mistaken: a name has no slash.
struct UserID: Hashable, Sendable {
    let name: Substring
    let key: Substring
    let text: String

    init(name: String, key: String) {
        text = "\(name)/\(key)"
        self.name = text.prefix(name.count)
        self.key = text.dropFirst(name.count + 1)
    }

    init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        self.text = text
        name = text[..<slash]
        key = text[text.index(after: slash)...]
    }
}
