extension HTTPClient {
    /// Names the methods that are used here.
    public enum Method: String, Sendable {
        /// Asks for something.
        case get = "GET"
        /// Asks for the header alone.
        case head = "HEAD"
        /// Sends a body.
        case post = "POST"
        /// Sends a body that is to stand at the URL.
        case put = "PUT"

        var hasBody: Bool { self == .post || self == .put }
    }

    /// Holds one request.
    public struct Request: Sendable {
        /// The method.
        public var method: Method
        /// The whole URL, http or https.
        public var url: String
        /// Header fields; `Content-Type` should be among them for a POST.
        public var headers: [(name: String, value: String)]
        /// The body of a POST or PUT.
        public var body: [UInt8]
        /// Signs the request for an S3-compatible service; nil leaves it as it is.
        public var signature: AWSSignature?

        /// Makes a request.
        public init(
            _ method: Method,
            _ url: String,
            headers: [(name: String, value: String)] = [],
            body: [UInt8] = [],
            signature: AWSSignature? = nil
        ) {
            self.method = method
            self.url = url
            self.headers = headers
            self.body = body
            self.signature = signature
        }

        /// Refuses what would let a value write header fields of its own.
        func check() throws(CurlError) {
            let texts = [url] + headers.flatMap { [$0.name, $0.value] }
            guard texts.allSatisfy({ text in text.utf8.allSatisfy { $0 >= 32 && $0 != 127 } }) else {
                throw CurlError(.badRequest, "a control character in the URL or a header field")
            }
            guard headers.allSatisfy({ !$0.name.isEmpty && !$0.name.contains(":") && !$0.name.contains(" ") }) else {
                throw CurlError(.badRequest, "a header field's name is empty or has a colon or blank")
            }
        }
    }

    /// Holds an answer, whatever its status.
    public struct Response: Sendable {
        /// The status code.
        public let status: Int
        /// The header fields in order; of the last answer when there were provisional ones.
        public let headers: [(name: String, value: String)]
        /// The body, at most as long as the client allows.
        public let body: [UInt8]
        /// Tells whether the body was longer.
        public let isTruncated: Bool

        init(status: Int, lines: [String], _ body: [UInt8], _ isTruncated: Bool) {
            self.status = status
            self.body = body
            self.isTruncated = isTruncated
            let last = lines.lastIndex { $0.hasPrefix("HTTP/") }.map { lines[($0 + 1)...] } ?? lines[...]
            headers = last.compactMap { line in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                return (String(line[..<colon]), String(value))
            }
        }

        /// Returns the first header field of that name, in any case of letters.
        public func header(_ name: String) -> String? {
            let name = name.lowercased()
            return headers.first { $0.name.lowercased() == name }?.value
        }

        /// The body as text, with what is not UTF-8 replaced.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }
}
