public import HTTPServer

/// Answers `/healthz`, `/readyz` and `/metrics`.
public final class HealthEndpoint: Sendable {
    private let listener: HTTPListener

    /// Starts to listen; port 0 takes a free one.
    ///
    /// - Throws: ``HTTPServerError`` when the port is taken.
    public init(address: String, port: UInt16, health: Health, metrics: Metrics) throws(HTTPServerError) {
        listener = try HTTPListener(address: address, port: port) { request in
            Self.answer(request, health, metrics)
        }
    }

    /// The port that is listened on.
    public var port: UInt16 { listener.port }

    /// Stops listening.
    public func stop() { listener.stop() }

    private static func answer(_ request: HTTPRequest, _ health: Health, _ metrics: Metrics) -> HTTPResponse {
        switch request.path {
        case "/healthz":
            if let failure = health.failure { return .text("\(failure)\n", status: 503) }
            return .text("ok\n")
        case "/readyz":
            let json = health.json
            return .json(json + [UInt8(ascii: "\n")], status: health.isReady ? 200 : 503)
        case "/metrics":
            return HTTPResponse(
                contentType: "text/plain; version=0.0.4; charset=utf-8",
                body: Array(metrics.exposition.utf8)
            )
        default:
            return .notFound
        }
    }
}
