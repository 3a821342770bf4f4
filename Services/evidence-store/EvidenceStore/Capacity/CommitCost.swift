/// What a transaction costs: something by itself, and something for each message; learnt from those that were made.
///
/// At a quiet time nearly all is the former, so that messages by second of work would tell far too little of what the disk can take.
struct CommitCost: Sendable {
    /// Each transaction weighs so much less than the next one: about the last thousand count.
    private static let decay = 0.999
    /// Transactions before anything is said.
    private static let least = 20.0

    private var weight = 0.0
    private var (messages, seconds, squares, products) = (0.0, 0.0, 0.0, 0.0)

    mutating func add(messages count: Int, seconds time: Double) {
        guard count > 0, time > 0 else { return }
        weight = weight * Self.decay + 1
        messages = messages * Self.decay + Double(count)
        seconds = seconds * Self.decay + time
        squares = squares * Self.decay + Double(count) * Double(count)
        products = products * Self.decay + Double(count) * time
    }

    /// Messages a second that transactions of `batch` messages would record without a pause; nil while too little is known.
    ///
    /// Never above what a batch twice as large as any usual one is known to reach: a line says nothing far from its points.
    func sustainableRate(batch: Int) -> Double? {
        guard weight >= Self.least, messages > 0, seconds > 0 else { return nil }
        let (mean, time) = (messages / weight, seconds / weight)
        let variance = squares / weight - mean * mean
        // All of one size: what one costs by itself cannot be told from what each message costs.
        guard variance > 0.01 * mean * mean else { return mean / time }
        let each = max((products / weight - mean * time) / variance, 0)
        let fixed = max(time - each * mean, 0)
        let reach = min(Double(batch), 2 * (mean + 2 * variance.squareRoot()))
        let duration = fixed + each * reach
        return duration > 0 ? reach / duration : nil
    }
}
