import Foundation

/// A C program or library of the tests' own, which the system's compiler makes of one file.
struct CompiledSource {
    /// What the compiler has against it.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Compiles a file below `Tests/` and returns where the result is.
    ///
    /// - Parameter options: for the compiler, as a shell reads them.
    static func compile(_ file: String, options: String) throws -> String {
        let source = Corpora.package.appending(path: "Tests/\(file)").path
        let name = URL(filePath: file).deletingPathExtension().lastPathComponent
        let target = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(getpid())").path
        let log = target + ".log"
        let output = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer {
            close(output)
            unlink(log)
        }
        let words = ["-c", "cc -O2 -o \"$1\" \"$2\" \(options)", "sh", target, source]
        let compiler = try ChildProcess("/bin/sh", words, output: output, error: output)
        compiler.wait()
        guard compiler.terminationStatus == 0 else {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(description: "\(file) cannot be compiled (deploy/setup --tests): \(text.prefix(300))")
        }
        return target
    }
}
