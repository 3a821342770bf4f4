#if LIBFUZZER
    import CFuzzer
    import Foundation

    /// Lets libFuzzer choose the inputs: `Fuzz TARGET [libFuzzer's options and folders]`.
    enum CoverageGuided {
        /// The target that runs; libFuzzer calls from one thread.
        nonisolated(unsafe) private static var target: (any FuzzTarget)?

        static func run(_ arguments: [String]) {
            guard arguments.count > 1, let target = FuzzTargets.all.first(where: { $0.name == arguments[1] }) else {
                FileHandle.standardError.write(Data("usage: Fuzz TARGET [libFuzzer's options] [folder…]\n".utf8))
                exit(64)
            }
            self.target = target
            let seeds = Seeds.folder.appending(path: target.folder).path
            var words = ([arguments[0]] + arguments.dropFirst(2) + [seeds]).map { strdup($0) } + [nil]
            var count = Int32(words.count - 1)
            let status = words.withUnsafeMutableBufferPointer { buffer in
                var pointer = buffer.baseAddress
                return LLVMFuzzerRunDriver(&count, &pointer) { data, size in
                    CoverageGuided.runOne(UnsafeBufferPointer(start: data, count: size))
                    return 0
                }
            }
            exit(status)
        }

        private static func runOne(_ data: UnsafeBufferPointer<UInt8>) {
            do throws(Violation) {
                try target?.run(Array(data))
            } catch {
                // libFuzzer keeps the input of a process that dies.
                FileHandle.standardError.write(Data("\(error.what)\n".utf8))
                abort()
            }
        }
    }
#endif
