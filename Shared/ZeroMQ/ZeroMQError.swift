import CZeroMQ
import Glibc

/// What libzmq answered when a call failed.
public struct ZeroMQError: Error, Hashable, CustomStringConvertible {
    /// libzmq's or the system's error number.
    public let code: Int32

    /// The call that failed, with what it was about, such as `zmq_bind tcp://*:7401`.
    public let call: String

    /// An error of `call`.
    public init(code: Int32, call: String) {
        self.code = code
        self.call = call
    }

    /// What happened and, for the usual ones, what to do.
    public var description: String {
        let reason = zmq_strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return "\(call): \(reason)\(advice)"
    }

    private var advice: String {
        switch code {
        case Self.EADDRINUSE: "; another process has this port, stop it or configure another"
        case Self.EMFILE: "; raise the nofile limit"
        case Self.EINVAL: "; the value is not allowed there"
        case Self.ENODEV, Self.EADDRNOTAVAIL: "; this machine has no such address"
        default: ""
        }
    }

    // Named as in C, so that the manual can be searched.
    /// The call would have to wait, and was told not to.
    public static let EAGAIN = Glibc.EAGAIN
    /// A signal interrupted the call; retried in one place and never seen outside.
    public static let EINTR = Glibc.EINTR
    /// A value is not allowed.
    public static let EINVAL = Glibc.EINVAL
    /// The context was shut down; close the sockets.
    public static let ETERM = Int32(156_384_712 + 53)
    /// The socket is in the wrong state for the call.
    public static let EFSM = Int32(156_384_712 + 51)
    /// A ROUTER knows no such peer.
    public static let EHOSTUNREACH = Glibc.EHOSTUNREACH
    /// Another process has bound the address.
    public static let EADDRINUSE = Glibc.EADDRINUSE
    /// The machine has no such address.
    public static let EADDRNOTAVAIL = Glibc.EADDRNOTAVAIL
    /// The machine has no such network device.
    public static let ENODEV = Glibc.ENODEV
    /// Nothing is bound or connected there.
    public static let ENOENT = Glibc.ENOENT
    /// The process has no file descriptor left.
    public static let EMFILE = Glibc.EMFILE
    /// The handle is not a socket any more.
    public static let ENOTSOCK = Glibc.ENOTSOCK
}

/// Runs a call of libzmq again for as long as a signal interrupts it, and turns -1 into an error.
@discardableResult
func check(_ call: @autoclosure () -> String, _ body: () -> Int32) throws(ZeroMQError) -> Int32 {
    while true {
        let result = body()
        if result >= 0 { return result }
        let code = zmq_errno()
        if code != ZeroMQError.EINTR { throw ZeroMQError(code: code, call: call()) }
    }
}

/// As ``check(_:_:)``, but says `false` where the call would have had to wait.
func tryNow(_ call: @autoclosure () -> String, _ body: () -> Int32) throws(ZeroMQError) -> Bool {
    while true {
        if body() >= 0 { return true }
        let code = zmq_errno()
        if code == ZeroMQError.EAGAIN { return false }
        if code != ZeroMQError.EINTR { throw ZeroMQError(code: code, call: call()) }
    }
}
