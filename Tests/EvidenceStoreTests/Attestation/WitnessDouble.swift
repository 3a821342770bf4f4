import Crypto
import EvidenceLog
import Synchronization
import TestSupport

/// A witness that really checks what it is asked to cosign.
///
/// Source: c2sp.org/tlog-witness, add-checkpoint.
final class WitnessDouble: Sendable {
    private struct State {
        var size: UInt64 = 0
        var root = MerkleHash.empty
    }

    let cosigner: Cosigner
    private let log: NoteVerifier
    private let state = Mutex(State())

    init(name: String = "witness.example/w1", of log: NoteVerifier) {
        cosigner = Cosigner(name: name, key: Ed25519.PrivateKey())
        self.log = log
    }

    /// The size that it cosigned last.
    var size: UInt64 { state.withLock { $0.size } }

    func sink() throws -> WebhookSink {
        try WebhookSink { [self] request, _ in
            guard request.method == "POST", request.path == "/hook/add-checkpoint" else { return .status(404) }
            let (status, body) = answer(request.body)
            return .status(status, body: body)
        }
    }

    func answer(_ body: [UInt8]) -> (status: Int, body: String) {
        guard let request = try? WitnessRequest(bytes: body),
            let checkpoint = try? Checkpoint(text: request.checkpoint.text), request.oldSize <= checkpoint.size
        else { return (400, "") }
        guard !request.checkpoint.verified(by: [log]).isEmpty else { return (403, "") }
        return state.withLock { state in
            guard request.oldSize == state.size else { return (409, "\(state.size)\n") }
            let follows = ConsistencyProof.isValid(
                request.proof,
                oldSize: state.size,
                oldRoot: state.root,
                newSize: checkpoint.size,
                newRoot: checkpoint.root
            )
            guard follows, let line = try? cosigner.sign(request.checkpoint.text, at: 1_795_136_523) else {
                return (422, "")
            }
            state = State(size: checkpoint.size, root: checkpoint.root)
            return (200, line.text + "\n")
        }
    }
}
