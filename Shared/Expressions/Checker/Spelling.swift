import Diagnostics

/// Finds the name that somebody probably meant.
enum Spelling {
    /// The candidate nearest to `word` when it is near enough to ask "did you mean …?".
    ///
    /// Near enough: the same but for capitals and underscores, or at most two letters added, removed, replaced or swapped,
    /// and fewer than half of the word's.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let letters = folded(word)
        guard letters.count <= 64 else { return nil }
        var best: (word: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let found = Suggestion.distance(letters, folded(candidate))
            guard found <= 2, found * 2 < max(letters.count, 2) else { continue }
            // Of equals the first in the alphabet, so that a message is the same every time.
            if let known = best, (known.distance, known.word) <= (found, candidate) { continue }
            best = (candidate, found)
        }
        return best?.word
    }

    private static func folded(_ word: String) -> [UInt8] {
        word.utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }.map { byte in
            byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        }
    }
}
