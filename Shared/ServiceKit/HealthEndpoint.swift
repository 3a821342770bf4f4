public import HTTPServer

/// Answers `/healthz`, `/readyz` and `/metrics`; the latter two only to those who may know, see ``HealthAccess``.
public final class HealthEndpoint: Sendable {
    private let listener: HTTPListener

    /// Starts to listen; port 0 takes a free one.
    ///
    /// - Throws: ``HTTPServerError`` when the port is taken.
    public init(
        address: String,
        port: UInt16,
        health: Health,
        metrics: Metrics,
        access: HealthAccess = .local
    ) throws(HTTPServerError) {
        let refused = metrics.counter("settei_health_refused_total", "Requests without the token that is needed.")
        listener = try HTTPListener(address: address, port: port) { request in
            let isKnown = access.admits(request.header("Authorization"))
            guard isKnown || request.path == "/healthz" else {
                refused.increment()
                var response = HTTPResponse.text("the token of health-token is needed\n", status: 401)
                response.headers.append(("WWW-Authenticate", "Bearer"))
                return response
            }
            return Self.answer(request, health, metrics, withReasons: isKnown)
        }
    }

    /// The port that is listened on.
    public var port: UInt16 { listener.port }

    /// Stops listening.
    public func stop() { listener.stop() }

    private static func answer(_ request: HTTPRequest, _ health: Health, _ metrics: Metrics, withReasons: Bool)
        -> HTTPResponse
    {
        switch request.path {
        case "/healthz":
            if let failure = health.failure { return .text(withReasons ? "\(failure)\n" : "failed\n", status: 503) }
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
