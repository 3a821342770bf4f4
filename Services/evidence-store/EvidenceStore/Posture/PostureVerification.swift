import Messages

/// Tells for `evidence-store --verify-posture DIR` whether the posture is what its messages give.
public enum PostureVerification: Sendable {
    /// The directory that the arguments of the process name after `--verify-posture`; nil where they do not.
    public static func directory(in arguments: [String]) -> String? {
        guard let place = arguments.firstIndex(of: "--verify-posture") else { return nil }
        return arguments.indices.contains(place + 1) ? arguments[place + 1] : ""
    }

    /// Prints every difference and returns the exit code: 0 where there is none, 1 where there are, 2 where it cannot be told.
    ///
    /// Reads the whole journal once and keeps the posture in memory; a running store is not disturbed.
    public static func run(_ directory: String) -> Int32 {
        do {
            let differences = try PostureReplay.differences(in: directory)
            for difference in differences { print(difference) }
            print(differences.isEmpty ? "the posture is what its messages give" : "\(differences.count) differences")
            return differences.isEmpty ? 0 : 1
        } catch {
            print("\(directory) cannot be verified: \(error)")
            return 2
        }
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
