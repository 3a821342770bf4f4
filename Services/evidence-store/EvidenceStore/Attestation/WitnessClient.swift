import Crypto
import Curl
import EvidenceLog
import Messages

/// Asks one witness, whenever the log grew.
struct WitnessClient {
    private let witness: AttestationSettings.Witness
    private let client: HTTPClient
    private var core: WitnessCore

    init(_ witness: AttestationSettings.Witness, _ client: HTTPClient, known: UInt64) {
        self.witness = witness
        self.client = client
        core = WitnessCore(witness.verifier, known: known)
    }

    /// What became of one look at the log.
    enum Result {
        case nothing
        case attested(Attested)
        case failed(String)
        case contradicted(String)
    }

    /// Looks at the log and asks where there is something to ask; blocks for as long as the witness takes.
    mutating func turn(_ source: some CheckpointSource, at now: () -> Timestamp) throws -> Result {
        while let note = try source.head() {
            let head = try Checkpoint(text: note.text)
            guard let question = core.question(head, at: now()) else { return .nothing }
            let reply = ask(question, note, try source.proof(from: question.oldSize, to: question.size))
            switch core.take(reply, to: question, at: now()) {
            case .cosigned(let line):
                let position = Int64(question.size) - 1
                return .attested(.cosignature(position: position, name: line.name, line: line.text))
            case .askAgain: continue
            case .later(let reason): return .failed(reason)
            case .contradiction(let reason): return .contradicted(reason)
            }
        }
        return .nothing
    }

    private func ask(_ question: WitnessCore.Question, _ note: SignedNote, _ proof: [Digest]) -> WitnessCore.Reply {
        let body = WitnessRequest(oldSize: question.oldSize, proof: proof, checkpoint: note).bytes
        let headers = [(name: "Content-Type", value: "text/plain; charset=utf-8")]
        do {
            let response = try client.send(.init(.post, witness.url + "/add-checkpoint", headers: headers, body: body))
            return .answer(try WitnessAnswer(status: response.status, body: response.body))
        } catch {
            return .failure("\(error)")
        }
    }
}
