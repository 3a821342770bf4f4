import Foundation

/// A disk that forgets what was not synchronised when its power is cut; and that can be full, read-only or slow.
///
/// A file system in user space, `Tests/ForgetfulDisk`, compiled here.
public final class ForgetfulDisk: @unchecked Sendable {
    /// What is wrong with it.
    public enum Ailment: UInt32, Sendable {
        case none = 0
        /// Nothing more can be written: ENOSPC.
        case full = 1
        /// EROFS.
        case readOnly = 2
        /// Whoever synchronises gets EIO.
        case unsynchronisable = 3
    }

    /// Why there can be none here; nil where there can.
    ///
    /// Skip a test with it.
    public static let unavailable: String? = {
        guard getuid() == 0, FileManager.default.isReadableFile(atPath: "/dev/fuse") else {
            return "a file system of the test's own needs root and /dev/fuse"
        }
        do {
            try ForgetfulDisk().remove()
            return nil
        } catch {
            return "\(error)"
        }
    }()

    /// Where it is mounted.
    public let mountPoint: String
    private let folder: String
    private let control: FileHandle
    private var process: ChildProcess?
    /// The disk ends when this is closed, at the latest with this process.
    private let lifeline = Pipe()

    /// Why a disk cannot be had.
    public struct Failure: Error, CustomStringConvertible {
        /// What was tried, and what came of it.
        public let description: String
    }

    /// Makes an empty one and mounts it.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString.prefix(8))").path()
        mountPoint = folder + "/mounted"
        for path in [folder + "/backing", mountPoint] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        for end in [lifeline.fileHandleForReading, lifeline.fileHandleForWriting] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        _ = FileManager.default.createFile(atPath: folder + "/control", contents: Data(count: 8))
        control = try FileHandle(forUpdating: URL(filePath: folder + "/control"))
        try mount()
    }

    deinit {
        remove()
    }

    /// Makes it ill, or well again.
    public func suffer(_ ailment: Ailment) throws { try set(ailment.rawValue, at: 0) }

    /// How long each synchronisation takes.
    public func slow(milliseconds: UInt32) throws { try set(milliseconds, at: 4) }

    /// Forgets what was not synchronised, as when the power fails, and is there again.
    ///
    /// Whoever has files open must have been killed before.
    public func cutPower() throws {
        process?.signal(SIGKILL)
        process?.wait()
        unmount()
        try mount()
    }

    /// Unmounts it and removes all that was on it.
    public func remove() {
        process?.signal(SIGTERM)
        process?.wait()
        unmount()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func set(_ value: UInt32, at offset: UInt64) throws {
        try control.seek(toOffset: offset)
        try control.write(contentsOf: withUnsafeBytes(of: value.littleEndian) { Data($0) })
    }

    private func mount() throws {
        let log = open(folder + "/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { close(log) }
        let words = [folder + "/backing", mountPoint, folder + "/control"]
        let started = try ChildProcess(
            Self.program.get(),
            words,
            input: lifeline.fileHandleForReading.fileDescriptor,
            output: log,
            error: log
        )
        process = started
        let parent = try device(folder)
        for _ in 0..<1_000 where started.isRunning {
            if let device = try? device(mountPoint), device != parent { return }
            usleep(5_000)
        }
        let text = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
        throw Failure(description: "the disk cannot be mounted: \(text)")
    }

    private func device(_ path: String) throws -> UInt64 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return UInt64(status.st_dev)
    }

    private func unmount() {
        // Nobody is waited for: what has files open was killed, and its end may take a moment.
        let process = try? ChildProcess("/bin/umount", ["--lazy", mountPoint])
        process?.wait()
    }

    /// The file system's program, compiled once for this process.
    private static let program = Result {
        try CompiledSource.compile(
            "ForgetfulDisk/forgetful-disk.c",
            options: "-pthread $(pkg-config --cflags --libs fuse3)"
        )
    }
}
