/// Names one start of the store: a counter, and a random part so that a restored backup is not mistaken for what it was.
struct Epoch: Hashable, Sendable, CustomStringConvertible {
    var counter: Int64
    var random: UInt64

    /// Reads what ``description`` wrote; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let counter = Int64(parts[0]), let random = UInt64(parts[1], radix: 16) else {
            return nil
        }
        self.init(counter: counter, random: random)
    }

    /// Takes both parts.
    init(counter: Int64, random: UInt64) {
        self.counter = counter
        self.random = random
    }

    /// As on the wire: `4-9f86d081884c7d65`.
    var description: String {
        let digits = String(random, radix: 16)
        return "\(counter)-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
