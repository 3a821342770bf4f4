import Crypto
import EvidenceLog
import Messages

/// Decides what one witness is asked next, and what its answer means; knows neither network nor disk.
///
/// A witness cosigns only what follows what it cosigned before, so the size of that must be known: from its own answers,
/// from the cosignatures in the journal, or, where both are wrong, from the conflict that it answers.
/// Source: c2sp.org/tlog-witness, add-checkpoint.
struct WitnessCore {
    /// What is asked: a proof from `oldSize` to `size`.
    struct Question: Hashable {
        var oldSize: UInt64
        var size: UInt64
        /// The checkpoint's text, which the cosignature must be of.
        var text: String
    }

    /// What came back, before it is understood.
    enum Reply {
        case answer(WitnessAnswer)
        /// No answer, or none that could be read.
        case failure(String)
    }

    /// What an answer means.
    enum Outcome: Hashable {
        /// To be kept.
        case cosigned(SignatureLine)
        /// It has another size in mind: to be asked again at once.
        case askAgain
        /// To be asked again later; the reason is for the log.
        case later(String)
        /// To be asked again later, and for the operators: it holds something that our log does not go on from.
        case contradiction(String)
    }

    static let firstPause = Duration.seconds(1)
    static let longestPause = Duration.seconds(300)
    /// Conflicts in a row that are answered at once.
    private static let patience = 2

    let verifier: NoteVerifier
    /// The size that it cosigned last, as far as we know.
    private(set) var known: UInt64
    private(set) var failures = 0
    private var conflicts = 0
    private var notBefore: Timestamp?

    /// - Parameter known: the size of its last cosignature in the journal; 0 for none.
    init(_ verifier: NoteVerifier, known: UInt64) {
        self.verifier = verifier
        self.known = known
    }

    /// What it is asked now; nil where there is nothing new, or the pause is not over.
    func question(_ head: Checkpoint, at now: Timestamp) -> Question? {
        guard head.size > known || conflicts > 0 else { return nil }
        if let notBefore, now < notBefore, notBefore - now <= Self.longestPause { return nil }
        return Question(oldSize: min(known, head.size), size: head.size, text: head.text)
    }

    /// Takes what came back.
    mutating func take(_ reply: Reply, to question: Question, at now: Timestamp) -> Outcome {
        switch reply {
        case .failure(let reason): return putOff(reason, now)
        case .answer(.cosigned(let lines)):
            let line = lines.first { verifier.claims($0) && verifier.isValid($0.signature, of: question.text) }
            guard let line else { return putOff("its cosignature is not by its key, or not of this checkpoint", now) }
            known = question.size
            (failures, conflicts, notBefore) = (0, 0, now + Self.firstPause)
            return .cosigned(line)
        case .answer(.conflict(let size)): return conflict(size, question, now)
        case .answer(.refused(let status)):
            let reason = "it refused with status \(status)"
            // 422: the proof does not lead from what it cosigned to our root. Source: tlog-witness.
            guard status == 422 else { return putOff(reason, now) }
            _ = putOff(reason, now)
            return .contradiction("what it cosigned at \(question.oldSize) is not the beginning of this log")
        }
    }

    private mutating func conflict(_ size: UInt64, _ question: Question, _ now: Timestamp) -> Outcome {
        guard size <= question.size else {
            _ = putOff("", now)
            return .contradiction(
                "it cosigned \(size) entries of this log, which has \(question.size): the journal was rolled back, or another store writes this log"
            )
        }
        known = size
        conflicts += 1
        guard conflicts <= Self.patience else {
            conflicts = 0
            return putOff("it answers with one conflict after the other", now)
        }
        return .askAgain
    }

    private mutating func putOff(_ reason: String, _ now: Timestamp) -> Outcome {
        failures += 1
        var pause = Self.firstPause
        for _ in 1..<min(failures, 16) where pause < Self.longestPause { pause = pause * 2 }
        notBefore = now + min(pause, Self.longestPause)
        return .later(reason)
    }
}
