/// Says how one try at a receiver went; the channel that tried says whether another try has a point.
struct Attempt: Sendable, Equatable {
    /// What the receiver said.
    struct Answer: Sendable, Equatable {
        /// An HTTP status or SMTP reply code; 0 when it said nothing.
        var code: Int
        /// Its words, without control characters, at most 200 characters.
        var text: String

        init(code: Int, text: String) {
            self.code = code
            self.text = Plain.line(text, limit: 200)
        }
    }

    enum Verdict: Sendable, Equatable {
        case sent
        /// Not now. `wait` is the least time that the receiver asked for.
        case transient(FailureReason, wait: Duration?)
        /// Not this message over this route, however often it is tried.
        case permanent(FailureReason)
    }

    var verdict: Verdict
    var answer: Answer

    static func sent(_ answer: Answer) -> Attempt { Attempt(verdict: .sent, answer: answer) }

    static func transient(_ reason: FailureReason, _ text: String, code: Int = 0, wait: Duration? = nil) -> Attempt {
        Attempt(verdict: .transient(reason, wait: wait), answer: Answer(code: code, text: text))
    }

    static func permanent(_ reason: FailureReason, _ text: String, code: Int = 0) -> Attempt {
        Attempt(verdict: .permanent(reason), answer: Answer(code: code, text: text))
    }
}
