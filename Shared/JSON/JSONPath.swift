/// A way from a root to a value inside it, written as in `ingress[2].cidr` or `tags["aws:x"]`.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    /// One step of a path.
    public enum Step: Sendable, Hashable {
        /// To the member of this name.
        case key(String)
        /// To the element at this position, from 0.
        case index(Int)
    }

    /// The steps from the root; none is the root itself.
    public var steps: [Step]

    /// Makes a path of steps.
    public init(_ steps: [Step] = []) { self.steps = steps }

    /// Reads the written form; nil when it is none.
    public init?(_ text: String) {
        var scanner = PathScanner(bytes: Array(text.utf8))
        guard let steps = scanner.steps() else { return nil }
        self.steps = steps
    }

    /// The path with one more step.
    public func appending(_ step: Step) -> JSONPath { JSONPath(steps + [step]) }

    /// The written form; names that are no identifiers stand in brackets and quotes.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let position): text += "[\(position)]"
            case .key(let name) where Self.isIdentifier(name): text += text.isEmpty ? name : ".\(name)"
            case .key(let name):
                var writer = JSONWriter()
                writer.string(name)
                text += "[\(writer.text)]"
            }
        }
        return text
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy(PathScanner.isWord)
    }
}

extension JSONNode {
    /// The value at the end of `path`; nil when a step leads nowhere.
    public func value(at path: JSONPath) -> JSONNode? {
        var node: JSONNode? = self
        for step in path.steps {
            switch step {
            case .key(let name): node = node?[name]
            case .index(let position): node = node?[position]
            }
        }
        return node
    }
}

/// Reads the written form of a path.
private struct PathScanner {
    let bytes: [UInt8]
    var position = 0

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    mutating func steps() -> [JSONPath.Step]? {
        var steps: [JSONPath.Step] = []
        while position < bytes.count {
            if bytes[position] == Byte.openBracket {
                guard let step = bracket() else { return nil }
                steps.append(step)
                continue
            }
            if !steps.isEmpty {
                guard bytes[position] == UInt8(ascii: ".") else { return nil }
                position += 1
            }
            let start = position
            while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
            guard position > start else { return nil }
            steps.append(.key(String(decoding: bytes[start..<position], as: UTF8.self)))
        }
        return steps
    }

    private mutating func bracket() -> JSONPath.Step? {
        let start = position + 1
        var inQuotes = false
        position = start
        while position < bytes.count, inQuotes || bytes[position] != Byte.closeBracket {
            if bytes[position] == Byte.quote { inQuotes.toggle() }
            position += inQuotes && bytes[position] == Byte.backslash ? 2 : 1
        }
        guard position < bytes.count, let node = try? JSONDocument(Array(bytes[start..<position])).root else {
            return nil
        }
        position += 1
        if let name = node.string { return .key(name) }
        return node.int.flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 ? .index($0) : nil }
    }
}
