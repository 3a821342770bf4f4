import CCurl

/// Says why a request or a message did not get an answer.
public struct CurlError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Sorts failures by what to do about them.
    public enum Kind: String, Sendable, Hashable {
        /// The request itself cannot be sent: a malformed URL, header or address. Never try again.
        case badRequest
        /// The address that the name resolved to is not allowed. Never try again.
        case addressRefused
        /// The name could not be resolved.
        case cannotResolve
        /// Nobody answered at the address.
        case cannotConnect
        /// A time limit passed.
        case timeout
        /// TLS failed: the certificate, its name, the version, or STARTTLS not offered.
        case tls
        /// The login was refused.
        case login
        /// The connection broke or the other side does not speak the protocol.
        case connection
        /// The caller's task was cancelled.
        case cancelled
    }

    /// What to do about it.
    public let kind: Kind
    /// What libcurl said, for people.
    public let message: String

    /// Makes an error; senders may need one of their own.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Tells whether the same request may succeed later.
    public var isTransient: Bool {
        switch kind {
        case .badRequest, .addressRefused: false
        default: true
        }
    }

    /// The kind and libcurl's words.
    public var description: String { "\(kind.rawValue): \(message)" }
}

extension CurlError {
    init(_ code: CURLcode, detail: String) {
        let words = String(cString: curl_easy_strerror(code))
        self.init(Self.kind(of: code), detail.isEmpty ? words : "\(words) (\(detail))")
    }

    private static func kind(of code: CURLcode) -> Kind {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT: .badRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .cannotResolve
        case CURLE_COULDNT_CONNECT: .cannotConnect
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_LOGIN_DENIED: .login
        case CURLE_ABORTED_BY_CALLBACK: .cancelled
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            .tls
        default: .connection
        }
    }
}
