import Foundation
import Glibc

/// What the host under a virtual machine gave of this machine's processors to others.
///
/// The kernel counts as stolen the time in which a processor had work and did not run. How long something took meanwhile says nothing
/// about the services. On a machine of one's own nothing is stolen.
///
/// Source: proc(5), `/proc/stat`, eighth figure of the line `cpu`, in ticks of all processors together.
public enum HostTime: Sendable {
    /// Seconds that were stolen since the machine's start, the mean of its processors; `nil` where the kernel does not tell.
    public static func stolen() -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let fields = text.split(separator: "\n").first?.split(separator: " "), fields.count > 8,
            let ticks = Double(fields[8])
        else { return nil }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK))) / Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
}

/// What the host gave to others since this was made.
public struct HostWatch: Sendable {
    private let start = ContinuousClock.now
    private let before = HostTime.stolen()

    /// Watches from now on.
    public init() {}

    /// The mean of the processors; zero where the kernel does not tell.
    public var stolen: Duration {
        guard let before, let now = HostTime.stolen() else { return .zero }
        return .seconds(now - before)
    }

    /// The part of the processors' time, between 0 and 1.
    public var stolenPart: Double { stolen / max(ContinuousClock.now - start, .milliseconds(1)) }
}
