import CCurl

/// Hands e-mail to a server by SMTP, one message to a connection.
public struct SMTPClient: Sendable {
    /// Says how the connection is protected.
    public enum Security: String, Sendable, CaseIterable {
        /// Never TLS.
        case none
        /// STARTTLS when the server offers it, and plain otherwise.
        case opportunistic
        /// STARTTLS, or the message is not sent.
        case required
        /// TLS from the first byte (port 465).
        case implicit
    }

    /// Says where and how to send.
    public struct Options: Sendable {
        /// The server's name or address.
        public var host: String
        /// The server's port: 25, 587 for submission, 465 for implicit TLS.
        public var port: UInt16
        /// How the connection is protected.
        public var security: Security = .opportunistic
        /// The user to log in as; nil for no login.
        public var user: String?
        /// The password to log in with.
        public var password: String?
        /// What this machine calls itself in EHLO.
        public var clientName = "settei.invalid"
        /// A file of certificates (PEM) to trust instead of the system's.
        public var certificateFile: String?
        /// How long the whole exchange may take.
        public var totalTimeout: Duration = .seconds(60)
        /// How long connecting may take.
        public var connectTimeout: Duration = .seconds(10)
        /// How many messages are sent at a time in the asynchronous form; each holds a thread.
        public var maximumConcurrency = 8

        /// Names a server.
        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// Holds what the server said last.
    public struct Reply: Sendable, Hashable, CustomStringConvertible {
        /// The reply code, as 250.
        public let code: Int
        /// The last line, code included.
        public let text: String

        /// Makes a reply; senders of other kinds may need one of their own.
        public init(code: Int, text: String) {
            self.code = code
            self.text = text
        }

        /// Takes the last reply of a dialogue: libcurl says QUIT after a refusal, and the answer to that is none.
        init(lines: [String]) {
            text = lines.last { !$0.hasPrefix("221") } ?? ""
            code = Int(text.prefix(3)) ?? 0
        }

        /// The last line.
        public var description: String { text }
    }

    private let options: Options
    private let pool: WorkerPool

    /// Makes a client for one server; nothing is connected yet.
    public init(_ options: Options) {
        self.options = options
        pool = WorkerPool(name: "smtp-client", maximum: options.maximumConcurrency)
    }

    /// Sends one message and returns the server's last reply; blocks the calling thread.
    ///
    /// - Parameter message: header and body with CRLF line ends; leading dots are doubled here.
    /// - Throws: ``SMTPFailure``; the server has taken the message only when nothing is thrown.
    public func send(from: String, to recipients: [String], message: [UInt8]) throws(SMTPFailure) -> Reply {
        try send(from, recipients, message, Cancellation())
    }

    /// Sends one message on a thread of the client's own; cancelling the task ends it within about a second.
    public func deliver(from: String, to recipients: [String], message: [UInt8]) async throws(SMTPFailure) -> Reply {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await pool.run {
                Result { () throws(SMTPFailure) in try send(from, recipients, message, cancellation) }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    private func send(
        _ from: String,
        _ recipients: [String],
        _ message: [UInt8],
        _ cancellation: Cancellation
    ) throws(SMTPFailure) -> Reply {
        guard !recipients.isEmpty, (recipients + [from]).allSatisfy(Self.isAddress) else {
            throw .connection(CurlError(.badRequest, "an e-mail address is missing or has characters that it may not"))
        }
        let handle = EasyHandle()
        let context = TransferContext(limit: 0, upload: message, cancellation: cancellation)
        handle.reset()
        prepare(handle)
        handle.set(CURLOPT_MAIL_FROM, "<\(from)>")
        handle.set(CURLOPT_MAIL_RCPT, list: recipients.map { "<\($0)>" })
        handle.set(CURLOPT_UPLOAD, 1)
        shim_curl_easy_setopt_off(handle.pointer, CURLOPT_INFILESIZE_LARGE, message.count)
        handle.set(context: context)
        let code = handle.perform()
        let reply = Reply(lines: context.headerLines)
        if code == CURLE_OK { return reply }
        throw SMTPFailure(CurlError(code, detail: handle.detail), reply)
    }

    private func prepare(_ handle: EasyHandle) {
        let scheme = options.security == .implicit ? "smtps" : "smtp"
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        handle.set(CURLOPT_URL, "\(scheme)://\(host):\(options.port)/\(options.clientName)")
        handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        handle.set(CURLOPT_TIMEOUT_MS, options.totalTimeout)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeout)
        handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        let use: [Security: UInt32] = [
            .none: CURLUSESSL_NONE.rawValue, .opportunistic: CURLUSESSL_TRY.rawValue,
            .required: CURLUSESSL_ALL.rawValue,
            .implicit: CURLUSESSL_ALL.rawValue,
        ]
        handle.set(CURLOPT_USE_SSL, Int(use[options.security] ?? CURLUSESSL_ALL.rawValue))
        if let file = options.certificateFile { handle.set(CURLOPT_CAINFO, file) }
        if let user = options.user, let password = options.password {
            handle.set(CURLOPT_USERNAME, user)
            handle.set(CURLOPT_PASSWORD, password)
        }
    }

    /// Keeps line breaks and brackets out of the SMTP dialogue.
    private static func isAddress(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 320 && text.contains("@")
            && text.utf8.allSatisfy { $0 > 32 && $0 != 127 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}
