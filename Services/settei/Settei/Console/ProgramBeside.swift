import CommandLine
import Foundation

/// A program that is installed in the same folder as settei and does what settei itself may not or cannot.
enum ProgramBeside {
    /// Runs `name`, or the program that was given instead of it, until it ends; ^C reaches both.
    ///
    /// - Parameter instead: the value of `--<name> PROGRAM`, where the command has such an option.
    /// - Returns: the status that it ended with; where a signal ended it, 128 and the signal, as shells have it.
    static func run(_ name: String, instead: String?, _ words: [String]) throws(CommandFailure) -> Int32 {
        // The name that a shell gave is not a path: proc(5), "/proc/pid/exe".
        let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let program = instead.map { URL(filePath: $0) } ?? folder.appending(path: name)
        let process = Process()
        process.executableURL = program
        process.arguments = words
        do {
            try process.run()
        } catch {
            throw CommandFailure(
                .usage,
                "cannot run \(program.path): \(CommandFailure.reason(of: error)); give --\(name) PROGRAM"
            )
        }
        process.waitUntilExit()
        let isSignal = process.terminationReason == .uncaughtSignal
        return process.terminationStatus + (isSignal ? 128 : 0)
    }
}
