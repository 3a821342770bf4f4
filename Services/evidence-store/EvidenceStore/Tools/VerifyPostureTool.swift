import CommandLine
import Messages

/// `evidence-store verify-posture`: whether the posture is what its messages give.
enum VerifyPostureTool {
    static let command = Command(
        "verify-posture",
        "tell whether the posture is what a fresh replay of the journal gives",
        operands: "DIRECTORY",
        examples: ["evidence-store verify-posture var/journal"]
    ) { arguments, console in
        try run(arguments.operand("DIRECTORY"), console)
    }

    /// Prints every difference.
    ///
    /// Reads the whole journal once and keeps the posture in memory; a running store is not disturbed.
    static func run(_ directory: String, _ console: Console) throws -> ExitStatus {
        let differences: [String]
        do {
            differences = try PostureReplay.differences(in: directory)
        } catch {
            throw CommandFailure(.badInput, "\(directory) cannot be verified: \(error)")
        }
        for difference in differences { console.line(Console.printable(difference)) }
        console.line(
            differences.isEmpty ? "the posture is what its messages give" : "\(differences.count) differences"
        )
        return differences.isEmpty ? .success : .negative
    }
}

extension PostureReplay {
    /// Compares with what the recorded messages say, read as the validator reads them.
    static func differences(in directory: String) throws -> [String] {
        try differences(in: directory) { message in
            let received = try ReceivedMessage(message.bytes)
            return try MessageFacts(reading: received.data, of: received.header)
        }
    }
}
