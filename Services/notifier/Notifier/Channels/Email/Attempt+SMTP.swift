import Curl

extension Attempt {
    /// Says what a failure of SMTP means: 4xx and broken connections are tried again, 5xx is final.
    ///
    /// 421 and 45x are how greylisting servers say "come again"; others that say it are simply busy.
    ///
    /// Source: RFC 5321 4.2.1; RFC 6647 (greylisting).
    init(_ failure: SMTPFailure) {
        switch failure {
        case .transient(let reply):
            let isGreylisting = [421, 450, 451].contains(reply.code)
            self = .transient(isGreylisting ? .greylisted : .busy, reply.text, code: reply.code)
        case .permanent(let reply):
            self = .permanent(.refused, reply.text, code: reply.code)
        case .connection(let error):
            self.init(error)
        }
    }
}
