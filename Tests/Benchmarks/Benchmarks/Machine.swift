import Foundation
import JSON

/// What is to be known of the machine to judge a figure.
enum Machine {
    /// Appends the facts as a JSON object.
    static func write(to writer: inout JSONWriter) {
        var load = [Double](repeating: 0, count: 3)
        getloadavg(&load, 3)
        writer.beginObject()
        writer.member("processor", field("model name", in: "/proc/cpuinfo"))
        writer.member("processors", ProcessInfo.processInfo.activeProcessorCount)
        writer.member("memoryBytes", ProcessInfo.processInfo.physicalMemory)
        writer.member("kernel", line("/proc/sys/kernel/osrelease"))
        writer.key("loadAverage")
        writer.double((load[0] * 100).rounded() / 100)
        writer.endObject()
    }

    private static func line(_ path: String) -> String? {
        (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func field(_ name: String, in path: String) -> String? {
        line(path)?.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: ":").last?
            .trimmingCharacters(in: .whitespaces)
    }
}
