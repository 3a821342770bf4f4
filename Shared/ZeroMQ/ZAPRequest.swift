/// One question of libzmq to the ZAP handler, whether a key may connect.
///
/// The handler is a REP socket bound at ``endpoint`` in the same context, before any server socket is bound. If it
/// ends, the process must end: see trap B. Source: RFC 27/ZAP.
public struct ZAPRequest: Sendable, Hashable {
    /// Where a context's handler listens.
    public static let endpoint = "inproc://zeromq.zap.01"

    /// Frames to make room for when receiving a request.
    public static let frameLimit = 8

    /// libzmq's mark for the question, which the reply repeats.
    public let id: [UInt8]
    /// The domain of the socket that is connected to.
    public let domain: String
    /// The network address of who connects.
    public let address: String
    /// What is used to prove identity; only `CURVE` has a key.
    public let mechanism: String
    /// The key of who connects, proven already.
    public let publicKey: CurveKey?

    /// What a handler can answer.
    public enum Verdict: Sendable, Hashable {
        /// Let in, and known as this from now on; becomes `User-Id` of every message.
        case accepted(userID: String)
        /// Not now, try again: while the list of keys is being read.
        case temporary(reason: String)
        /// Not with this key; the client's session ends for good (trap C).
        case refused(reason: String)
    }

    /// Reads a question; `nil` when the frames are not one, which then must not be answered with an acceptance.
    public init?(_ frames: borrowing Frames) {
        guard frames.count >= 6, frames.frame(0, equals: "1.0"),
            let domain = frames.text(of: 2), let address = frames.text(of: 3), let mechanism = frames.text(of: 5)
        else { return nil }
        id = frames.array(of: 1)
        self.domain = domain
        self.address = address
        self.mechanism = mechanism
        publicKey = mechanism == "CURVE" && frames.count == 7 ? CurveKey(bytes: frames.array(of: 6)) : nil
    }

    /// The frames that answer the question.
    public func reply(_ verdict: Verdict) -> [[UInt8]] {
        let (status, text, user) =
            switch verdict {
            case .accepted(let userID): ("200", "OK", userID)
            case .temporary(let reason): ("300", reason, "")
            case .refused(let reason): ("400", reason, "")
            }
        return [Array("1.0".utf8), id, Array(status.utf8), Array(text.utf8), Array(user.utf8), []]
    }
}
