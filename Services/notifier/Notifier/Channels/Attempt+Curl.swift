import Curl

extension Attempt {
    /// Says what a request without an answer means.
    ///
    /// A refused address is tried again: a name may resolve wrongly for a day, and an alert must not be lost by that.
    init(_ error: CurlError) {
        switch error.kind {
        case .badRequest: self = .permanent(.configuration, error.message)
        case .addressRefused: self = .transient(.target, error.message)
        case .cannotResolve: self = .transient(.name, error.message)
        case .cannotConnect: self = .transient(.unreachable, error.message)
        case .timeout: self = .transient(.timeout, error.message)
        case .tls: self = .transient(.tls, error.message)
        case .login: self = .transient(.refused, error.message)
        case .connection, .cancelled: self = .transient(.closed, error.message)
        }
    }
}
