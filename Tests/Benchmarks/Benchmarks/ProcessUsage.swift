import Bus
import Foundation
import Installation

extension Program {
    /// Processor time used so far in seconds, user and system; 0 when it is gone.
    ///
    /// Source: proc(5), `/proc/PID/stat`, fields 14 and 15.
    var processorSeconds: Double {
        guard let text = try? String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8),
            // The name may hold spaces; what follows its last bracket cannot.
            let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 12,
            let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Open file descriptors; 0 when it is gone.
    var descriptors: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processIdentifier)/fd").count) ?? 0
    }

    /// Waits until the program has next to nothing left to do, for at most ten seconds.
    func waitUntilIdle() async {
        for _ in 0..<20 {
            let before = processorSeconds
            try? await Task.sleep(for: .milliseconds(500))
            if processorSeconds - before < 0.03 { return }
        }
    }
}

extension Installation {
    /// Processor seconds of each running service.
    func processorSeconds() -> [Service: Double] {
        Dictionary(uniqueKeysWithValues: Service.allCases.map { ($0, program($0)?.processorSeconds ?? 0) })
    }

    /// The value of a line of a service's metrics, named with its labels as they stand; nil where there is none.
    func metric(_ line: String, of service: Service) -> Double? { metricsPage(service)[line] }

    /// Connects as `principal` and waits until the store answers.
    func connected(_ principal: String) async throws -> BusClient {
        let client = try client(principal)
        guard await client.waitUntilConnected(within: .seconds(10)) else {
            throw BenchmarkError(description: "\(principal) does not hear the store")
        }
        return client
    }
}
