/// Reads bytes into a tape, in one pass and without recursion, so that depth costs memory and never the thread's stack.
///
/// Source: RFC 8259, and stricter where it leaves a choice (I-JSON, RFC 7493): no duplicate keys, no lone surrogates.
struct JSONReader {
    /// Above this many keys an object gets a hash table; below, comparing hashes one by one is faster.
    static let smallObject = 8

    let source: UnsafeBufferPointer<UInt8>
    let base: UnsafePointer<UInt8>
    let length: Int
    let maximumDepth: Int
    let seed = JSONHash.current

    var position = 0
    var tape: [JSONEntry] = []
    var unescaped: [UInt8] = []
    var tables: [UInt32] = []
    private var open: [Container] = []

    /// A container whose end has not been read yet.
    private struct Container {
        let index: Int
        let isObject: Bool
        var count = 0
    }

    init(_ source: UnsafeBufferPointer<UInt8>, base: UnsafePointer<UInt8>, maximumDepth: Int) {
        self.source = source
        self.base = base
        self.maximumDepth = maximumDepth
        length = source.count
        tape.reserveCapacity(length / 12 + 8)
        open.reserveCapacity(16)
    }

    mutating func read() throws(JSONError) {
        repeat {
            skipSpace()
        } while try readValue()
        skipSpace()
        guard position == length else { throw JSONError(.trailingBytes, offset: position) }
    }

    /// Reads a scalar or opens a container; says whether another value must follow.
    private mutating func readValue() throws(JSONError) -> Bool {
        switch try peek() {
        case Byte.quote:
            try readString(isKey: false)
        case Byte.openBrace:
            if try openObject() { return true }
        case Byte.openBracket:
            if try openArray() { return true }
        case UInt8(ascii: "t"): try readWord("true", .bool, 1)
        case UInt8(ascii: "f"): try readWord("false", .bool, 0)
        case UInt8(ascii: "n"): try readWord("null", .null, 0)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
        case let other: throw JSONError(.unexpectedByte(other), offset: position)
        }
        return try continueContainer()
    }

    /// Reads what follows a value, closing as many containers as end here; says whether another value must follow.
    private mutating func continueContainer() throws(JSONError) -> Bool {
        while let last = open.indices.last {
            open[last].count += 1
            skipSpace()
            let byte = try peek()
            let isObject = open[last].isObject
            if byte == Byte.comma {
                position += 1
                if isObject {
                    skipSpace()
                    try readKey()
                }
                return true
            }
            guard byte == (isObject ? Byte.closeBrace : Byte.closeBracket) else {
                throw JSONError(.unexpectedByte(byte), offset: position)
            }
            position += 1
            try close(open.removeLast())
        }
        return false
    }

    private mutating func openObject() throws(JSONError) -> Bool {
        let container = try enter(.object)
        skipSpace()
        if try peek() == Byte.closeBrace {
            position += 1
            try close(container)
            return false
        }
        open.append(container)
        try readKey()
        return true
    }

    private mutating func openArray() throws(JSONError) -> Bool {
        let container = try enter(.array)
        skipSpace()
        if try peek() == Byte.closeBracket {
            position += 1
            try close(container)
            return false
        }
        open.append(container)
        return true
    }

    private mutating func enter(_ kind: JSONKind) throws(JSONError) -> Container {
        guard open.count < maximumDepth else { throw JSONError(.tooDeep(limit: maximumDepth), offset: position) }
        tape.append(JSONEntry(kind, start: position, end: position))
        position += 1
        return Container(index: tape.count - 1, isObject: kind == .object)
    }

    private mutating func close(_ container: Container) throws(JSONError) {
        let index = container.index
        var payload = UInt64(container.count)
        if container.isObject, container.count > 1 {
            payload |= try refuseDuplicates(object: index, count: container.count) << 32
        }
        tape[index].end = UInt32(truncatingIfNeeded: position)
        tape[index].link = UInt32(truncatingIfNeeded: tape.count)
        tape[index].payload = payload
    }

    private mutating func readKey() throws(JSONError) {
        let byte = try peek()
        guard byte == Byte.quote else { throw JSONError(.unexpectedByte(byte), offset: position) }
        try readString(isKey: true)
        skipSpace()
        let colon = try peek()
        guard colon == Byte.colon else { throw JSONError(.unexpectedByte(colon), offset: position) }
        position += 1
    }

    private mutating func readWord(_ word: StaticString, _ kind: JSONKind, _ payload: UInt64) throws(JSONError) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            let byte = try peek()
            guard byte == word.utf8Start[index] else { throw JSONError(.unexpectedByte(byte), offset: position) }
            position += 1
        }
        tape.append(JSONEntry(kind, start: start, end: position, payload: payload))
    }

    @inline(__always)
    func peek() throws(JSONError) -> UInt8 {
        guard position < length else { throw JSONError(.unexpectedEnd, offset: length) }
        return base[position]
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < length {
            let byte = base[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }
}

/// The bytes with a meaning in JSON.
enum Byte {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
}
