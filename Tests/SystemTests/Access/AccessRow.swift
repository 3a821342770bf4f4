import Installation
import ZeroMQ

/// Somebody, and what he gets when he publishes for acme, listens, and asks of acme.
struct AccessRow: Sendable {
    typealias Answer = AccessClient.Answer

    /// What is tried; each with connections of its own.
    enum Act: String, CaseIterable, Sendable {
        case publish, listen, ask

        /// The socket that it is about.
        var socket: AccessSocket {
            switch self {
            case .publish: .ingest
            case .listen: .feed
            case .ask: .query
            }
        }
    }

    let who: String
    /// The name of a key file, and where he is let in his name.
    let key: String?
    /// The key that he takes for the store's.
    var store = "store"
    let answers: [Act: Answer]
    /// Why he is turned away where he connects; nil where he is let in.
    var reason: String?

    /// Somebody who is let in.
    init(_ who: String, key: String, publish: Answer, listen: Answer, ask: Answer) {
        self.who = who
        self.key = key
        answers = [.publish: publish, .listen: listen, .ask: ask]
    }

    /// Somebody who is turned away wherever he connects.
    init(outside who: String, key: String?, store: String = "store", reason: String) {
        self.who = who
        self.key = key
        self.store = store
        self.reason = reason
        answers = Dictionary(uniqueKeysWithValues: Act.allCases.map { ($0, .nothing) })
    }

    /// Whether ZAP gets to see a key: not where the handshake fails before.
    var showsKey: Bool { key != nil && store == "store" }

    /// Where a refusal of this is counted; nil where there is none.
    func counter(_ act: Act) -> String? {
        switch (act, answers[act]) {
        case (_, .nothing):
            showsKey
                ? #"settei_store_zap_total{verdict="refused"}"#
                : #"settei_store_connection_failures_total{what="handshake-protocol"}"#
        case (.ask, .no(let code)): #"settei_store_query_errors_total{code="\#(code)"}"#
        case (_, .no(let code)): #"settei_store_refused_total{code="\#(code)"}"#
        default: nil
        }
    }

    /// The key that is recorded with a refusal, in Z85.
    func publicKey(_ installation: Installation) throws -> String? {
        guard showsKey, let key else { return nil }
        return try CurveKeyFile.pair(at: installation.path("keys/\(key).key")).publicKey.z85
    }
}
