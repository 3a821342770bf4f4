/// A text in which `*` stands for any characters and `?` for one, as in AWS policies.
struct WildcardText {
    private let pattern: UTF8View
    private let ignoresCase: Bool
    /// Whether a policy variable such as `${aws:username}` stands for any characters.
    private let opensVariables: Bool

    /// Bytes compared so far.
    private(set) var steps = 0

    init(_ pattern: UTF8View, ignoresCase: Bool = false, opensVariables: Bool = false) {
        self.pattern = pattern
        self.ignoresCase = ignoresCase
        self.opensVariables = opensVariables
    }

    private enum Part { case any(end: Int), one(end: Int), byte(UInt8, end: Int), end }

    private mutating func part(at position: Int) -> Part {
        guard position < pattern.count else { return .end }
        switch pattern[position] {
        case UInt8(ascii: "*"): return .any(end: position + 1)
        case UInt8(ascii: "?"): return .one(end: position + 1)
        case UInt8(ascii: "$") where position + 1 < pattern.count && pattern[position + 1] == UInt8(ascii: "{"):
            guard opensVariables, let end = pattern[position...].firstIndex(of: UInt8(ascii: "}")) else { break }
            steps += end - position
            return .any(end: end + 1)
        default: break
        }
        return .byte(fold(pattern[position]), end: position + 1)
    }

    private func fold(_ byte: UInt8) -> UInt8 { ignoresCase && byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// Whether the whole text fits.
    ///
    /// Only the last `*` is ever tried again, so the work is at most the product of both lengths.
    mutating func matches(_ text: UTF8View) -> Bool {
        var position = 0
        var at = 0
        var retry: (position: Int, at: Int)?
        while true {
            steps += 1
            switch part(at: position) {
            case .any(let end):
                retry = (end, at)
                position = end
                continue
            case .one(let end) where at < text.count:
                position = end
                at += 1
                while at < text.count, text[at] & 0xC0 == 0x80 { at += 1 }
                continue
            case .byte(let byte, let end) where at < text.count && fold(text[at]) == byte:
                position = end
                at += 1
                continue
            case .end where at == text.count: return true
            default: break
            }
            guard let last = retry, last.at < text.count else { return false }
            retry = (last.position, last.at + 1)
            position = last.position
            at = last.at + 1
        }
    }

    /// Whether every text that fits `other` fits this.
    ///
    /// True only when it is certain: a `?` here is not held against a `*` there.
    mutating func covers(_ other: UTF8View) -> Bool {
        guard !pattern.contains(UInt8(ascii: "?")) || !other.contains(UInt8(ascii: "*")) else {
            return pattern.elementsEqual(other)
        }
        return matches(other)
    }
}
