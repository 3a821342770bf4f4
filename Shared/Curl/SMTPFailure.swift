/// Says why a server did not take a message, and so whether to try again.
public enum SMTPFailure: Error, Sendable, Hashable {
    /// The server answered 4xx: not now. Try again later.
    case transient(SMTPClient.Reply)
    /// The server answered 5xx: never. Trying again cannot help.
    case permanent(SMTPClient.Reply)
    /// There was no final answer; the message may have been taken, so a repeat must be recognisable.
    case connection(CurlError)

    init(_ error: CurlError, _ reply: SMTPClient.Reply) {
        // Time limits, cancelling and TLS leave the code of an earlier, good reply behind, which is no answer.
        switch (error.kind, reply.code) {
        case (.timeout, _), (.cancelled, _): self = .connection(error)
        case (_, 400..<500): self = .transient(reply)
        case (_, 500..<600): self = .permanent(reply)
        default: self = .connection(error)
        }
    }

    /// Tells whether the same message may be taken later.
    public var isTransient: Bool {
        switch self {
        case .transient: true
        case .permanent: false
        case .connection(let error): error.isTransient
        }
    }
}

extension SMTPFailure: CustomStringConvertible {
    /// The server's words, or libcurl's.
    public var description: String {
        switch self {
        case .transient(let reply): "refused for now: \(reply)"
        case .permanent(let reply): "refused for good: \(reply)"
        case .connection(let error): error.description
        }
    }
}
