import Foundation
import Installation
import TestSupport

/// What went over the loopback interface at some ports, as `tshark` saw it.
final class WireCapture: Sendable {
    /// Why it cannot be used here; nil where it can.
    static let unavailable: String? = {
        guard let result = try? Program.run("/usr/bin/tshark", ["-D"]) else {
            return "tshark is not installed: deploy/setup --tests"
        }
        return result.output.contains("lo") ? nil : "tshark may not capture here: \(result.error.suffix(200))"
    }()

    private let program: Program
    private let file: URL

    /// Begins to capture and returns once it does.
    init(ports: [Int], in folder: URL) async throws {
        file = folder.appending(path: "wire.pcapng")
        let filter = ports.map { "tcp port \($0)" }.joined(separator: " or ")
        program = try Program(
            "/usr/bin/tshark",
            ["-i", "lo", "-f", filter, "-w", file.path, "-l"],
            log: folder.appending(path: "logs/tshark.log")
        )
        let program = program
        guard await waitUntil(limit: .seconds(20), { program.text.contains("Capturing on") }) else {
            program.killNow()
            throw InstallationError(description: "tshark does not capture: \(program.text)")
        }
    }

    /// Sends a text again and again until it was seen, which proves that it captures.
    func waitUntilSeen(_ text: String, send: @escaping @Sendable (String) -> String) async -> Bool {
        await waitUntil(limit: .seconds(20)) {
            _ = send(text)
            return self.contains(text)
        }
    }

    func contains(_ text: String) -> Bool {
        guard let data = try? Data(contentsOf: file) else { return false }
        return data.range(of: Data(text.utf8)) != nil
    }

    var size: Int { (try? Data(contentsOf: file).count) ?? 0 }

    /// The bytes that were sent from and to each port, by what `tshark` reads in its file.
    func bytesByPort() throws -> [Int: Int] {
        let fields = ["tcp.srcport", "tcp.dstport", "tcp.len"].flatMap { ["-e", $0] }
        let result = try Program.run("/usr/bin/tshark", ["-r", file.path, "-T", "fields"] + fields)
        return result.output.split(separator: "\n").reduce(into: [:]) { bytes, line in
            let numbers = line.split(separator: "\t").compactMap { Int($0) }
            guard numbers.count == 3 else { return }
            for port in numbers.prefix(2) { bytes[port, default: 0] += numbers[2] }
        }
    }

    func stop() async throws {
        let program = program
        _ = try await aside { program.stop() }
    }
}
