import CMemory

/// Counts what this program asks of the heap.
enum AllocationCount {
    /// The calls that `body` made; exact only while one thread runs.
    static func of(_ body: () -> Void) -> Int {
        let before = allocation_count()
        body()
        return Int(allocation_count() - before)
    }
}
