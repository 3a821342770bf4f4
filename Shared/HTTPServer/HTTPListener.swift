import CMicroHTTPD
import Glibc
import Synchronization

/// Listens on an address and answers HTTP requests; small: health, metrics, an acknowledgement page.
///
/// Requests are read whole, bodies only up to a limit; methods other than GET, HEAD and POST are refused. The handler
/// runs on one of the server's own threads and may block it: there are few.
public final class HTTPListener: Sendable {
    /// Bounds what clients may cost.
    public struct Limits: Sendable {
        /// The most bytes of a body; a longer one is answered with 413.
        public var bodyBytes = 65_536
        /// The most connections at a time; more are closed.
        public var connections = 128
        /// How long an idle connection stays open, in whole seconds.
        public var idleSeconds = 15
        /// How many threads answer; at least 2, so that one slow answer does not stop a health check.
        public var threads = 2

        /// Makes the usual limits.
        public init() {}
    }

    /// The port that is listened on, also when 0 was asked for.
    public let port: UInt16
    private let service: RequestService
    /// The daemon's address until ``stop()``.
    private let daemon: Mutex<UInt>

    /// Starts to listen; port 0 takes a free one.
    ///
    /// - Throws: ``HTTPServerError`` when the port is taken or not allowed.
    public init(
        address: String = "127.0.0.1",
        port: UInt16,
        limits: Limits = Limits(),
        handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws(HTTPServerError) {
        guard let place = ListenAddress(address, port: port) else { throw .badAddress(address) }
        service = RequestService(limits: limits, handler: handler)
        let flags = MHD_USE_INTERNAL_POLLING_THREAD.rawValue | MHD_USE_AUTO.rawValue
        let family = place.isIPv6 ? MHD_USE_IPv6.rawValue : 0
        let context = Unmanaged.passUnretained(service).toOpaque()
        let started = place.withSocketAddress { socketAddress in
            shim_MHD_start_daemon_at(
                flags | family,
                socketAddress,
                { RequestService.handle($0, $1, $2, $3, $5, $6, $7) },
                { _, _, state, _ in RequestService.complete(state) },
                context,
                UInt32(max(limits.threads, 2)),
                UInt32(limits.connections),
                UInt32(limits.idleSeconds),
                32_768
            )
        }
        guard let started else {
            throw .cannotListen(address: address, port: port, reason: String(cString: strerror(errno)))
        }
        self.port = shim_MHD_get_daemon_port(started)
        daemon = Mutex(UInt(bitPattern: started))
    }

    deinit {
        stop()
    }

    /// Stops listening and closes all connections, once the running handlers have returned; later calls do nothing.
    public func stop() {
        let address = daemon.withLock { daemon in
            defer { daemon = 0 }
            return daemon
        }
        if let pointer = OpaquePointer(bitPattern: address) {
            MHD_stop_daemon(pointer)
        }
    }
}
