/// Names one start of the store: a counter, and a random part so that a restored backup is not mistaken for what it was.
struct Epoch: Hashable, Sendable, CustomStringConvertible {
    var counter: Int64
    var random: UInt64

    /// As on the wire: `4-9f86d081884c7d65`.
    var description: String {
        let digits = String(random, radix: 16)
        return "\(counter)-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
