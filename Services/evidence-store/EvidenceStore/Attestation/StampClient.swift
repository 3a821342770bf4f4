import Crypto
import Curl
import EvidenceLog
import Messages

/// Asks a timestamp authority, once in an interval in which the log grew.
struct StampClient {
    private let url: String
    private let certificates: String
    private let client: HTTPClient
    private var core: StampCore

    init(url: String, certificates: String, _ client: HTTPClient, _ core: StampCore) {
        self.url = url
        self.certificates = certificates
        self.client = client
        self.core = core
    }

    /// Looks at the log and asks where a stamp is due; blocks for as long as the authority takes.
    mutating func turn(_ source: some CheckpointSource, at now: () -> Timestamp) throws -> WitnessClient.Result {
        guard let note = try source.head() else { return .nothing }
        let size = try Checkpoint(text: note.text).size
        guard core.isDue(size, at: now()) else { return .nothing }
        do {
            let token = try ask(SHA256.hash(note.text))
            core.stamped(size, at: now())
            return .attested(.timestamp(position: Int64(size) - 1, authority: url, token: token.bytes))
        } catch {
            core.failed(at: now())
            return .failed("\(error)")
        }
    }

    private func ask(_ digest: Digest) throws -> TimestampToken {
        let query = try TimestampQuery(digest: digest)
        let headers = [(name: "Content-Type", value: "application/timestamp-query")]
        let response = try client.send(.init(.post, url, headers: headers, body: query.bytes))
        guard response.status == 200, !response.isTruncated else { throw StampRefused(status: response.status) }
        return try query.verify(response.body, certificates: certificates)
    }
}

/// The authority answered something other than 200, or too much.
struct StampRefused: Error, CustomStringConvertible {
    let status: Int

    var description: String { "it answered with status \(status), or with more than fits" }
}
