import CLinux

/// Tells what the kernel knows of how right its clock is; a test passes its own.
public struct KernelClock: Sendable {
    /// What the kernel knows.
    public struct Reading: Hashable, Sendable {
        /// Whether somebody keeps the clock in step with a reference, as chrony or ntpd do.
        public var isSynchronised: Bool
        /// How far the clock is from the reference.
        public var offsetMicroseconds: Int64
        /// The most that it can be wrong.
        public var maximumErrorMicroseconds: Int64

        /// Takes all fields.
        public init(isSynchronised: Bool, offsetMicroseconds: Int64, maximumErrorMicroseconds: Int64) {
            self.isSynchronised = isSynchronised
            self.offsetMicroseconds = offsetMicroseconds
            self.maximumErrorMicroseconds = maximumErrorMicroseconds
        }
    }

    private let read: @Sendable () -> Reading?

    /// A clock that is asked by `read`; nil: the kernel does not say.
    public init(_ read: @escaping @Sendable () -> Reading?) {
        self.read = read
    }

    /// The machine's own.
    ///
    /// Source: ntp_adjtime(3), adjtimex(2): the offset is in nanoseconds with STA_NANO, else in microseconds.
    public static let system = KernelClock {
        var clock = shim_clock()
        guard shim_clock_read(&clock) else { return nil }
        return Reading(
            isSynchronised: clock.is_synchronised,
            offsetMicroseconds: Int64(clock.offset) / (clock.is_nano ? 1_000 : 1),
            maximumErrorMicroseconds: Int64(clock.maximum_error)
        )
    }

    /// Asks; a system call of less than a microsecond.
    public func now() -> Reading? { read() }
}
