/// Holds what to answer.
public struct HTTPResponse: Sendable {
    /// The status code, 200 to 599.
    public var status: Int
    /// The header fields; length, date and connection are added by the server.
    public var headers: [(name: String, value: String)]
    /// The body; not sent for HEAD.
    public var body: [UInt8]

    /// Answers with bytes of a content type.
    public init(
        status: Int = 200,
        contentType: String = "application/octet-stream",
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.status = status
        self.headers = [("Content-Type", contentType)] + headers
        self.body = body
    }

    /// Answers with plain text.
    public static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// Answers with JSON bytes.
    public static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "application/json", body: bytes)
    }

    /// Answers 404.
    public static let notFound = HTTPResponse.text("not found\n", status: 404)
}
