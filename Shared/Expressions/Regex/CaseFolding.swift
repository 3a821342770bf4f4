/// Which code points are the same letter when case is ignored.
///
/// Source: Unicode, CaseFolding.txt, simple folding; worked out from the standard library's case mappings.
enum CaseFolding {
    /// Each cased code point with the others of its letter: `k` with `K` and the Kelvin sign.
    static let orbits: [UInt32: [UInt32]] = {
        var letters: [UInt32: [UInt32]] = [:]
        // The last cased letter is U+1E943. Dotless i (U+0131) folds only in Turkish.
        for value: UInt32 in 0x41...0x1E943 where value != 0x131 {
            guard let scalar = UnicodeScalar(value), scalar.properties.changesWhenCaseMapped else { continue }
            letters[key(scalar), default: []].append(value)
        }
        var orbits: [UInt32: [UInt32]] = [:]
        for members in letters.values where members.count > 1 {
            for member in members { orbits[member] = members.filter { $0 != member } }
        }
        return orbits
    }()

    /// The lower case of the upper case, which all cases of a letter share.
    private static func key(_ scalar: UnicodeScalar) -> UInt32 {
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return (single(upper.properties.lowercaseMapping) ?? upper).value
    }

    private static func single(_ mapping: String) -> UnicodeScalar? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}
