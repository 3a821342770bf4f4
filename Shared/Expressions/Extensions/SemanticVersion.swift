/// A version as semver.org defines it.
///
/// `@unchecked` because it points into the text it was read from, which outlives the evaluation and is never written.
struct SemanticVersion: BitwiseCopyable, @unchecked Sendable {
    let major: Int64
    let minor: Int64
    let patch: Int64
    private let prerelease: UTF8View
    private let build: UTF8View

    /// Reads `1.2.3-rc.1+build.5`; nil when the text is none.
    ///
    /// `isNormalizing` also takes a `v` in front, leading zeros, and `1` or `1.2` for `1.0.0` and `1.2.0`.
    /// Source: Semantic Versioning 2.0.0; Kubernetes, CEL library `semver`.
    init?(_ text: UTF8View, isNormalizing: Bool = false) {
        var rest = text[...]
        if isNormalizing, rest.first == UInt8(ascii: "v") { rest.removeFirst() }
        guard let major = Self.number(&rest, isNormalizing) else { return nil }
        var numbers = [major, 0, 0]
        for index in 1...2 {
            if rest.isEmpty, isNormalizing { break }
            guard rest.popFirst() == UInt8(ascii: "."), let number = Self.number(&rest, isNormalizing) else {
                return nil
            }
            numbers[index] = number
        }
        (self.major, minor, patch) = (numbers[0], numbers[1], numbers[2])
        let plus = rest.firstIndex(of: UInt8(ascii: "+")) ?? rest.endIndex
        var before = rest[..<plus]
        var after = rest[plus...]
        if after.popFirst() != nil {
            guard Self.areIdentifiers(after, mayLeadWithZero: true) else { return nil }
        }
        if let first = before.popFirst() {
            guard first == UInt8(ascii: "-"), Self.areIdentifiers(before, mayLeadWithZero: false) else { return nil }
        }
        prerelease = UTF8View(rebasing: before)
        build = UTF8View(rebasing: after)
    }

    private static func number(_ text: inout Slice<UTF8View>, _ mayLeadWithZero: Bool) -> Int64? {
        let digits = text.prefix(while: \.isDigit)
        guard let first = digits.first, mayLeadWithZero || digits.count == 1 || first != UInt8(ascii: "0") else {
            return nil
        }
        text = text[digits.endIndex...]
        var value: Int64 = 0
        for byte in digits {
            let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            if isOver || isTooLarge { return nil }
            value = sum
        }
        return value
    }

    /// Whether the text is words of letters, digits and hyphens, with dots between.
    private static func areIdentifiers(_ text: Slice<UTF8View>, mayLeadWithZero: Bool) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { word in
            guard let first = word.first, word.allSatisfy(Self.isIdentifier) else { return false }
            return mayLeadWithZero || first != UInt8(ascii: "0") || word.count == 1 || !word.allSatisfy(\.isDigit)
        }
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        byte.isDigit || byte == UInt8(ascii: "-") || (byte.isLetter && byte != UInt8(ascii: "_"))
    }

    /// Below, at or above zero as this comes before, with or after `other`; what follows a `+` does not count.
    ///
    /// Source: Semantic Versioning 2.0.0, section 11.
    func compare(_ other: SemanticVersion) -> Int {
        for (a, b) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where a != b {
            return a < b ? -1 : 1
        }
        // A version without a prerelease comes after those with one.
        if prerelease.isEmpty || other.prerelease.isEmpty {
            return (prerelease.isEmpty ? 1 : 0) - (other.prerelease.isEmpty ? 1 : 0)
        }
        let (mine, others) = (
            prerelease.split(separator: UInt8(ascii: ".")), other.prerelease.split(separator: UInt8(ascii: "."))
        )
        for (a, b) in zip(mine, others) {
            let order = Self.compare(a, b)
            if order != 0 { return order }
        }
        return (mine.count - others.count).signum()
    }

    private static func compare(_ a: Slice<UTF8View>, _ b: Slice<UTF8View>) -> Int {
        switch (a.allSatisfy(\.isDigit), b.allSatisfy(\.isDigit)) {
        case (true, false): return -1
        case (false, true): return 1
        // Numbers have no leading zeros: the longer one is greater.
        case (true, true) where a.count != b.count: return (a.count - b.count).signum()
        default: return UTF8View(rebasing: a).compare(UTF8View(rebasing: b)).signum()
        }
    }

    var text: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + String(decoding: prerelease, as: UTF8.self) }
        if !build.isEmpty { text += "+" + String(decoding: build, as: UTF8.self) }
        return text
    }

    /// Bytes that a comparison may go through.
    var comparedBytes: Int { 24 + prerelease.count }
}
