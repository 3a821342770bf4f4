/// A bar on standard error for what takes longer than a moment; silent where that is no terminal.
public struct ProgressBar: Sendable {
    private let console: Console
    private let what: String
    private let total: Int?
    private var drawn = ContinuousClock.now - .seconds(1)

    /// A bar that says `what` is done, of `total` in all; nil where nobody knows how much there is.
    public init(_ what: String, total: Int?, on console: Console) {
        self.what = what
        self.total = total
        self.console = console
    }

    /// Draws `done` of the total, at most ten times a second; `total` is given where it was not known before.
    public mutating func show(_ done: Int, of total: Int? = nil) {
        guard console.hasProgress, ContinuousClock.now - drawn >= .milliseconds(100) else { return }
        drawn = .now
        guard let total = total ?? self.total else { return console.error("\r\(what) \(done)") }
        let filled = total <= 0 ? 30 : min(30, Int(Double(done) / Double(total) * 30))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        console.error("\r\(what) \(bar) \(done)/\(total)")
    }

    /// Wipes the bar.
    public func end() {
        if console.hasProgress { console.error("\r\u{1b}[2K") }
    }
}
