import CSQLite
import Synchronization

/// Stops a running statement of a ``Database`` from another thread.
public final class InterruptHandle: Sendable {
    /// The connection's address while it is open.
    private let address: Mutex<UInt?>

    init(_ handle: OpaquePointer?) {
        address = Mutex(handle.map { UInt(bitPattern: $0) })
    }

    /// Makes the running statement end with `SQLITE_INTERRUPT`; does nothing when none runs or the database is closed.
    public func interrupt() {
        address.withLock { address in
            if let address, let handle = OpaquePointer(bitPattern: address) {
                sqlite3_interrupt(handle)
            }
        }
    }

    func clear() {
        address.withLock { $0 = nil }
    }
}
