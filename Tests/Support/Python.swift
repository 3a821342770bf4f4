import Foundation

/// A Python with modules that tests compare ours with; tests say so and go on where there is none.
public struct Python: Sendable {
    /// What came of a run.
    public struct Result: Sendable {
        /// The exit status.
        public let status: Int32
        /// Standard output.
        public let output: String
        /// Standard error.
        public let error: String
    }

    /// The interpreter.
    public let path: String

    /// The first of `SETTEI_PEERS_PYTHON`, the tests' own environment (`deploy/setup --tests`) and `python3` that has a module.
    public static func withModule(_ module: String) -> Python? {
        let own = Corpora.package.appending(path: ".build/peers/bin/python").path
        let candidates = [ProcessInfo.processInfo.environment["SETTEI_PEERS_PYTHON"], own, "/usr/bin/python3"]
        for path in candidates.compactMap(\.self) where FileManager.default.isExecutableFile(atPath: path) {
            let python = Python(path: path)
            if (try? python.run(["-c", "import \(module)"]))?.status == 0 { return python }
        }
        return nil
    }

    /// Runs it on a thread of its own, so that a test's waiting holds up no other test.
    /// - Throws: as ``run(_:input:)``.
    public func runApart(_ arguments: [String], input: String = "") async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try run(arguments, input: input) })
            }
        }
    }

    /// Runs it with arguments and an input, and waits.
    /// - Throws: what the system says where it cannot be started.
    public func run(_ arguments: [String], input: String = "") throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files, not pipes: neither side waits for the other.
        let places = ["in", "out", "err"].map { folder.appending(path: $0) }
        try Data(input.utf8).write(to: places[0])
        for place in places.dropFirst() { try Data().write(to: place) }
        let input = try FileHandle(forReadingFrom: places[0])
        let output = try FileHandle(forWritingTo: places[1])
        let errors = try FileHandle(forWritingTo: places[2])
        let process = try ChildProcess(
            path,
            arguments,
            input: input.fileDescriptor,
            output: output.fileDescriptor,
            error: errors.fileDescriptor
        )
        process.wait()
        for file in [input, output, errors] { try file.close() }
        return Result(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: places[1]), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: places[2]), as: UTF8.self)
        )
    }
}
