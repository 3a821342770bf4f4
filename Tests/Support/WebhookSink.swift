import Foundation
import Synchronization

/// Receives webhooks over HTTP and answers as a test wants: any status, or not at all.
public final class WebhookSink: Sendable {
    /// Holds one request as it came.
    public struct Received: Sendable {
        /// The method, as POST.
        public let method: String
        /// The path with its query.
        public let path: String
        /// The header fields by lower-case name.
        public let headers: [String: String]
        /// The body.
        public let body: [UInt8]

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Says what to do with a request.
    public enum Answer: Sendable {
        /// Answers with a status, header fields and a body.
        case status(Int, headers: [String: String] = [:], body: String = "")
        /// Answers with a status and bytes that need not be text.
        case bytes(Int, [UInt8])
        /// Reads the request and never answers.
        case hang
        /// Reads the request and closes the connection.
        case close
    }

    private let requests = Mutex<[Received]>([])
    private let answer: @Sendable (Received, Int) -> Answer
    private let listener = Mutex<LoopbackListener?>(nil)
    /// The port that is listened on.
    public let port: UInt16

    /// Starts a sink; `answer` gets each request and its number, from 1.
    public init(answer: @escaping @Sendable (_ request: Received, _ number: Int) -> Answer = { _, _ in .status(200) })
        throws
    {
        self.answer = answer
        let box = Mutex<(@Sendable (LoopbackConnection) -> Void)?>(nil)
        let started = try LoopbackListener { connection in box.withLock { $0 }?(connection) }
        port = started.port
        listener.withLock { $0 = started }
        box.withLock { $0 = { [weak self] connection in self?.serve(connection) } }
    }

    /// Starts a sink that gives `answers` in turn; the last one also answers all further requests.
    public convenience init(_ answers: [Answer]) throws {
        try self.init { _, number in answers.isEmpty ? .status(200) : answers[min(number, answers.count) - 1] }
    }

    /// The URL to send to.
    public var url: String { "http://127.0.0.1:\(port)/hook" }

    /// What came so far, in order, also what was not answered.
    public var received: [Received] { requests.withLock { $0 } }

    /// Waits until `count` requests came, or `limit` passed, and returns what came.
    public func wait(for count: Int, limit: Duration = .seconds(10)) async -> [Received] {
        await waitUntil(limit: limit) { self.received.count >= count }
        return received
    }

    /// Closes the port and all connections.
    public func stop() {
        listener.withLock { $0 }?.stop()
    }

    private func serve(_ connection: LoopbackConnection) {
        while let request = Self.request(from: connection) {
            let number = requests.withLock { requests in
                requests.append(request)
                return requests.count
            }
            switch answer(request, number) {
            case .status(let status, let headers, let body):
                let fields = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
                let length = "Content-Length: \(body.utf8.count)\r\n"
                connection.write("HTTP/1.1 \(status) Test\r\n\(fields)\(length)\r\n\(body)")
            case .bytes(let status, let body):
                connection.write("HTTP/1.1 \(status) Test\r\nContent-Length: \(body.count)\r\n\r\n")
                connection.write(body)
            case .hang:
                connection.waitForClose()
                return
            case .close:
                return
            }
        }
    }

    static func request(from connection: LoopbackConnection) -> Received? {
        guard let line = connection.readLine() else { return nil }
        let words = line.split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        while let field = connection.readLine(), !field.isEmpty {
            guard let colon = field.firstIndex(of: ":") else { return nil }
            headers[field[..<colon].lowercased()] = field[field.index(after: colon)...].trimmingCharacters(
                in: .whitespaces
            )
        }
        let body = connection.read(headers["content-length"].flatMap { Int($0) } ?? 0)
        return body.map { Received(method: String(words[0]), path: String(words[1]), headers: headers, body: $0) }
    }
}

/// Waits until `condition` holds, or `limit` passed; says whether it holds.
@discardableResult
public func waitUntil(limit: Duration = .seconds(10), _ condition: @Sendable () async -> Bool) async -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return await condition()
}
