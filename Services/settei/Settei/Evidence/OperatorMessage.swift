import Bus
import CommandLine
import Messages
import Threading

/// Publishes what an operator says of the store itself.
enum OperatorMessage {
    /// Publishes one message and says what became of it.
    static func publish(
        _ kind: Kind,
        subject: String,
        _ data: some Encodable & Sendable,
        _ arguments: Arguments,
        _ console: Console
    ) async throws -> ExitStatus {
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        let header = MessageHeader(
            id: MessageID(version7At: now, random: Random.bits()),
            kind: kind,
            source: "//settei/command-line",
            tenant: nil,
            subject: subject,
            time: now
        )
        let message = try Message(header, data: data)
        return try await Store.with(arguments) { store in
            let outcomes = try await store.publish([OutgoingMessage(message)])
            guard let outcome = outcomes.first else { return .software }
            console.line("\(header.id) \(outcome)")
            return outcome == .recorded || outcome == .repeat ? .success : .negative
        }
    }

    /// The reason, which must be given.
    static func reason(_ arguments: Arguments) throws -> String {
        guard let reason = arguments["reason"], !reason.isEmpty else {
            throw CommandFailure(.usage, "--reason TEXT is missing: why, for the record")
        }
        return reason
    }

    /// A time; nil where it is not given.
    static func time(_ name: String, _ arguments: Arguments) throws -> Timestamp? {
        guard let text = arguments[name] else { return nil }
        guard let time = Timestamp(text) else {
            throw CommandFailure(
                .usage,
                "--\(name) must be a time such as 2026-04-01T00:00:00Z, not '\(Console.printable(text))'"
            )
        }
        return time
    }
}
