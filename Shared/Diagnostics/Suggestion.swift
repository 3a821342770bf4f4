/// Finds the word that somebody probably meant.
public enum Suggestion: Sendable {
    /// Returns the candidate nearest to `word`, if it is near enough to ask "did you mean …?"; nil otherwise.
    ///
    /// Near enough: at most two letters added, removed, replaced or swapped, and fewer than half of the word's.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        var best: (word: String, distance: Int)?
        let letters = Array(word.lowercased())
        // A hostile key must not cost a large table.
        guard letters.count <= 100 else { return nil }
        for candidate in candidates {
            let distance = distance(letters, Array(candidate.lowercased()))
            if distance <= 2, distance * 2 < max(letters.count, 2), distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.word
    }

    /// How many letters have to be added, removed, replaced or swapped; `Int.max` where the lengths differ by more than two.
    ///
    /// Takes as many steps as the product of the lengths, which callers bound.
    /// Source: optimal string alignment (Damerau and Levenshtein with each swap once).
    @inlinable
    public static func distance<Letter: Equatable>(_ left: [Letter], _ right: [Letter]) -> Int {
        guard abs(left.count - right.count) <= 2 else { return .max }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                let cost = left[i] == right[j] ? 0 : 1
                var value = min(row[j] + 1, last[j + 1] + 1, last[j] + cost)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    value = min(value, beforeLast[j - 1] + 1)
                }
                row.append(value)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
