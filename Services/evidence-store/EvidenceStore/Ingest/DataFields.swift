import JSON
import Messages

/// Reads the fields of an object within `data`; the path is put together only when something is wrong.
struct DataFields {
    let node: JSONNode
    private let parent: String
    private let position: Int?

    /// Takes an object.
    /// - Throws: ``EnvelopeError`` where `node` is not one.
    init(_ node: JSONNode, at parent: String, position: Int? = nil) throws(EnvelopeError) {
        self.node = node
        self.parent = parent
        self.position = position
        guard node.kind == .object else { throw EnvelopeError(.badData, at: path, "must be an object") }
    }

    var path: String { position.map { "\(parent)[\($0)]" } ?? parent }

    func wrong(_ name: StaticString, _ reason: String) -> EnvelopeError {
        EnvelopeError(.badData, at: "\(path).\(name)", reason)
    }

    func required(_ name: StaticString) throws(EnvelopeError) -> JSONNode {
        guard let member = node.member(name) else { throw wrong(name, "is missing") }
        return member
    }

    /// A member that may be absent or null.
    func optional(_ name: StaticString) -> JSONNode? {
        guard let member = node.member(name), !member.isNull else { return nil }
        return member
    }

    func string(_ name: StaticString, in length: ClosedRange<Int> = 0...4_096) throws(EnvelopeError) -> String {
        guard let text = try required(name).string, length.contains(text.utf8.count) else {
            throw wrong(name, "must be a string of \(length.lowerBound) to \(length.upperBound) bytes")
        }
        return text
    }

    func optionalString(_ name: StaticString, in length: ClosedRange<Int> = 0...65_536) throws(EnvelopeError)
        -> String?
    {
        optional(name) == nil ? nil : try string(name, in: length)
    }

    func integer(_ name: StaticString, in range: ClosedRange<Int64> = 0...Int64.max) throws(EnvelopeError) -> Int64 {
        guard let value = try required(name).int, range.contains(value) else {
            throw wrong(name, "must be an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func time(_ name: StaticString) throws(EnvelopeError) -> Timestamp {
        guard let time = try required(name).timestamp else { throw wrong(name, "must be an RFC 3339 time") }
        return time
    }

    func id(_ name: StaticString) throws(EnvelopeError) -> MessageID {
        guard let id = try required(name).messageID else { throw wrong(name, "must be a UUID in lower-case text") }
        return id
    }

    func word<Word>(_ name: StaticString, _ type: Word.Type = Word.self) throws(EnvelopeError) -> Word
    where Word: RawRepresentable<String> & CaseIterable {
        guard let text = try required(name).string, let word = Word(rawValue: text) else {
            throw wrong(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    func object(_ name: StaticString) throws(EnvelopeError) -> DataFields {
        try DataFields(try required(name), at: "\(path).\(name)")
    }

    func array(_ name: StaticString) throws(EnvelopeError) -> JSONNode {
        let node = try required(name)
        guard node.kind == .array else { throw wrong(name, "must be an array") }
        return node
    }
}
