import Synchronization

/// Calls back once, when several streams have all read what stood in them at the start.
final class CatchUp: Sendable {
    private let missing: Mutex<Int>
    private let done: @Sendable () -> Void

    init(needs count: Int, done: @escaping @Sendable () -> Void) {
        missing = Mutex(count)
        self.done = done
    }

    func reached() {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast { done() }
    }
}
