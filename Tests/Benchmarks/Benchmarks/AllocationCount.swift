import CMemory
import Glibc

/// Counts what this program asks of the heap, by standing in for `malloc` and its kin.
///
/// Not atomic: exact only while one thread runs, as in the benchmarks that ask.
enum AllocationCount {
    nonisolated(unsafe) fileprivate static var calls = 0

    /// The calls that `body` made.
    static func of(_ body: () -> Void) -> Int {
        let before = calls
        body()
        return calls - before
    }
}

@_cdecl("malloc")
func countingMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
    AllocationCount.calls &+= 1
    return __libc_malloc(size)
}

@_cdecl("calloc")
func countingCalloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
    AllocationCount.calls &+= 1
    return __libc_calloc(count, size)
}

@_cdecl("realloc")
func countingRealloc(_ pointer: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
    AllocationCount.calls &+= 1
    return __libc_realloc(pointer, size)
}

@_cdecl("posix_memalign")
func countingMemalign(_ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: Int, _ size: Int) -> Int32
{
    AllocationCount.calls &+= 1
    result.pointee = __libc_memalign(alignment, size)
    return result.pointee == nil ? ENOMEM : 0
}
