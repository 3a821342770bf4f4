import YAML

/// Tells which packs and rules could be about some resource types, so that the others need not be read.
struct TypeScan: Sendable {
    private let types: Set<ResourceType>
    private let words: Set<UInt64>

    init(_ types: Set<ResourceType>) {
        self.types = types
        words = Set(types.map { Self.hash($0.name.utf8) })
    }

    /// What the words of a file say of it, which need not be parsed for that.
    enum Glance {
        /// It is no pack.
        case foreign
        /// A pack in which none of the types is named.
        case unconcerned
        /// A pack to be read.
        case concerned
    }

    /// Looks at the words of a file, in any casing.
    func glance(at bytes: [UInt8]) -> Glance {
        var (isPack, isNamed) = (false, false)
        bytes.withUnsafeBufferPointer { bytes in
            var hash = Self.offset
            var isWord = false
            func end() {
                guard isWord else { return }
                isPack = isPack || hash == Self.packWord
                isNamed = isNamed || words.contains(hash)
            }
            for byte in bytes {
                if Self.isPart[Int(byte)] {
                    hash = (hash ^ UInt64(Self.lowered(byte))) &* Self.prime
                    isWord = true
                } else {
                    end()
                    (hash, isWord) = (Self.offset, false)
                    if isPack && isNamed { return }
                }
            }
            end()
        }
        return !isPack ? .foreign : isNamed ? .concerned : .unconcerned
    }

    private static let packWord = hash("RulePack".utf8)

    /// Whether a rule is about one of the types; also where it is not well formed, which its reader will say.
    func isMeant(by rule: YAMLNode) -> Bool {
        guard let applies = rule["applies"], let provider = applies["provider"]?.string,
            let resourceType = applies["resourceType"]
        else { return true }
        let names = resourceType.elements?.compactMap(\.string) ?? [resourceType.string].compactMap(\.self)
        return names.contains { types.contains(ResourceType(provider: provider, name: $0)) }
    }

    /// FNV-1a.
    ///
    /// Source: http://www.isthe.com/chongo/tech/comp/fnv/. A collision only means that a file is read for nothing.
    private static func hash(_ word: some Sequence<UInt8>) -> UInt64 {
        word.reduce(offset) { ($0 ^ UInt64(lowered($1))) &* prime }
    }

    private static let offset: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01b3

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// All but blanks and what YAML puts around words; types have dots, colons and slashes in them.
    private static let isPart: [Bool] = (0..<256).map { byte in
        byte > 0x20 && !"\"'[]{},#".utf8.contains(UInt8(byte))
    }
}
