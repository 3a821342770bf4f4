import Foundation
import Synchronization

/// Receives e-mail by SMTP and behaves as a test wants: takes it, refuses it, greylists it, dies in the middle.
public final class SMTPSink: Sendable {
    /// Holds one message that was taken.
    public struct Mail: Sendable {
        /// The envelope's sender.
        public let from: String
        /// The envelope's recipients.
        public let recipients: [String]
        /// Header and body with LF line ends, doubled dots resolved.
        public let text: String

        /// Returns the first header field of that name, unfolded.
        public func header(_ name: String) -> String? {
            var lines: [String] = []
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(while: { !$0.isEmpty }) {
                if line.first == " " || line.first == "\t", !lines.isEmpty {
                    lines[lines.count - 1] += " " + line.trimmingCharacters(in: .whitespaces)
                } else {
                    lines.append(String(line))
                }
            }
            let prefix = name.lowercased() + ":"
            return lines.first { $0.lowercased().hasPrefix(prefix) }?.dropFirst(prefix.count).trimmingCharacters(
                in: .whitespaces
            )
        }
    }

    /// Says what to do with one connection.
    public enum Behaviour: Sendable {
        /// Takes the message.
        case accept
        /// Refuses the recipient for good (550).
        case refuse
        /// Refuses the recipient for now (451).
        case greylist
        /// Answers the whole message with this code and text.
        case answer(Int, String)
        /// Closes the connection after the first line of the message.
        case dropInData
        /// Takes the whole message and closes without an answer: the sender cannot know.
        case dropAfterData
        /// Closes the connection at once.
        case close
        /// Accepts the connection and says nothing.
        case hang
    }

    private struct State {
        var behaviours: [Behaviour]
        var attempts = 0
        var mails: [Mail] = []
    }

    private let state: Mutex<State>
    private let listener = Mutex<LoopbackListener?>(nil)
    /// The port that is listened on.
    public let port: UInt16

    /// Starts a sink; each connection gets the next of `behaviours`, and the last is kept.
    public init(_ behaviours: [Behaviour] = [.accept]) throws {
        state = Mutex(State(behaviours: behaviours))
        let box = Mutex<(@Sendable (LoopbackConnection) -> Void)?>(nil)
        let started = try LoopbackListener { connection in box.withLock { $0 }?(connection) }
        port = started.port
        listener.withLock { $0 = started }
        box.withLock { $0 = { [weak self] connection in self?.serve(connection) } }
    }

    /// What was taken so far, in order; a message dropped after its data counts.
    public var mails: [Mail] { state.withLock { $0.mails } }

    /// How many connections were made so far.
    public var attempts: Int { state.withLock { $0.attempts } }

    /// Changes what the next connections get.
    public func behave(_ behaviours: [Behaviour]) {
        state.withLock { $0.behaviours = behaviours }
    }

    /// Waits until `count` messages were taken, or `limit` passed, and returns them.
    public func wait(for count: Int, limit: Duration = .seconds(10)) async -> [Mail] {
        await waitUntil(limit: limit) { self.mails.count >= count }
        return mails
    }

    /// Closes the port and all connections.
    public func stop() {
        listener.withLock { $0 }?.stop()
    }

    private func nextBehaviour() -> Behaviour {
        state.withLock { state in
            state.attempts += 1
            if state.behaviours.count > 1 { return state.behaviours.removeFirst() }
            return state.behaviours.first ?? .accept
        }
    }

    private func serve(_ connection: LoopbackConnection) {
        let behaviour = nextBehaviour()
        switch behaviour {
        case .close: return
        case .hang: return connection.waitForClose()
        default: break
        }
        connection.write("220 sink.test ESMTP\r\n")
        var from = ""
        var recipients: [String] = []
        while let line = connection.readLine() {
            let command = line.uppercased()
            if command.hasPrefix("EHLO") {
                connection.write("250-sink.test\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n")
            } else if command.hasPrefix("MAIL FROM:") {
                from = Self.address(in: line)
                connection.write("250 2.1.0 sender ok\r\n")
            } else if command.hasPrefix("RCPT TO:") {
                recipients.append(Self.address(in: line))
                connection.write(Self.replyToRecipient(behaviour))
            } else if command == "DATA" {
                connection.write("354 go on\r\n")
                guard receive(from, recipients, behaviour, connection) else { return }
            } else if command == "QUIT" {
                connection.write("221 2.0.0 bye\r\n")
                return
            } else {
                connection.write("250 2.0.0 ok\r\n")
            }
        }
    }

    /// Reads the message; false when the connection is to be closed.
    private func receive(
        _ from: String,
        _ recipients: [String],
        _ behaviour: Behaviour,
        _ connection: LoopbackConnection
    ) -> Bool {
        var lines: [String] = []
        while let line = connection.readLine(), line != "." {
            if case .dropInData = behaviour { return false }
            lines.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
        }
        if case .answer(let code, let text) = behaviour, code >= 300 {
            connection.write("\(code) \(text)\r\n")
            return true
        }
        let mail = Mail(from: from, recipients: recipients, text: lines.joined(separator: "\n"))
        let number = state.withLock { state in
            state.mails.append(mail)
            return state.mails.count
        }
        if case .dropAfterData = behaviour { return false }
        if case .answer(let code, let text) = behaviour {
            connection.write("\(code) \(text)\r\n")
        } else {
            connection.write("250 2.0.0 queued as \(number)\r\n")
        }
        return true
    }

    private static func replyToRecipient(_ behaviour: Behaviour) -> String {
        switch behaviour {
        case .refuse: "550 5.1.1 no such mailbox\r\n"
        case .greylist: "451 4.7.1 greylisted, try again later\r\n"
        default: "250 2.1.5 recipient ok\r\n"
        }
    }

    private static func address(in line: String) -> String {
        guard let open = line.firstIndex(of: "<"), let close = line.lastIndex(of: ">"), open < close else { return "" }
        return String(line[line.index(after: open)..<close])
    }
}
