import Foundation

/// A calendar for programs that a test starts, which goes as many hours wrong as the test wants; `Tests/SteppedClock`.
public final class SteppedClock: Sendable {
    /// Why there can be none here; nil where there can.
    public static let unavailable: String? = {
        guard case .failure(let error) = library else { return nil }
        return "\(error)"
    }()

    private static let library = Result {
        try CompiledSource.compile("SteppedClock/stepped-clock.c", options: "-shared -fPIC")
    }
    private let file: URL

    /// Makes one that is right.
    public init() throws {
        file = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)")
        try step(hours: 0)
    }

    /// What stands before a program's path so that it has this clock.
    public func command(_ program: String) throws -> [String] {
        ["/usr/bin/env", "LD_PRELOAD=\(try Self.library.get())", "STEPPED_CLOCK=\(file.path)", program]
    }

    /// Has it go so many hours wrong; programs see it at once.
    public func step(hours: Int64) throws {
        let seconds = hours * 3_600
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let written = withUnsafeBytes(of: seconds.littleEndian) { pwrite(descriptor, $0.baseAddress, 8, 0) }
        guard written == 8 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    /// Removes its file; programs that have it keep their time.
    public func remove() { unlink(file.path) }
}
