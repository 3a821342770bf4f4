import Bus
import CommandLine
import Foundation
import Messages
import Synchronization
import ZeroMQ

/// A command's connection to the store's external sockets.
struct Store: Sendable {
    let bus: BusClient
    let timeout: Duration

    /// Connects as the arguments say and waits until the store is heard.
    /// - Throws: ``CommandFailure`` that says which setting to look at.
    init(_ arguments: Arguments, key option: String = "key") async throws {
        let seconds = try arguments.integer("timeout", in: 1...86_400, default: 10)
        timeout = .seconds(seconds)
        let refused = RefusedKey()
        var configuration = try Self.configuration(arguments, key: option)
        configuration.onEvent = { event in
            if case .keyRefused = event { refused.note() }
        }
        do {
            bus = try BusClient(configuration)
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        guard await bus.waitUntilConnected(within: timeout) else {
            await bus.stop(within: .zero)
            let why =
                refused.seen
                ? "it does not know your key: is its public half in the store's principals.yaml, and not over (expires)?"
                : "is it running there, and is --store-key its public key?"
            throw CommandFailure(
                .unavailable,
                "no answer from the store at \(configuration.stores.map(\.query).joined(separator: " or ")) within \(seconds) s; \(why)"
            )
        }
    }

    private static func configuration(_ arguments: Arguments, key option: String) throws -> BusConfiguration {
        guard let key = arguments[option] else {
            throw CommandFailure(.usage, "--key FILE (or SETTEI_KEY) is missing: your key, made by `settei keys new`")
        }
        guard arguments["store-key"]?.contains(where: { $0 != "," }) == true else {
            throw CommandFailure(
                .usage,
                "--store-key FILE (or SETTEI_STORE_KEY) is missing: the store's public key, store.pub"
            )
        }
        func list(_ option: String) -> [String] {
            (arguments[option] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let stores = BusConfiguration.Endpoints.lists(
            .external,
            hosts: arguments["store"] == nil ? ["127.0.0.1"] : list("store"),
            ingest: list("ingest"),
            feed: list("feed"),
            query: list("query")
        )
        guard let stores else {
            let words = "--store, --ingest, --feed and --query name different numbers of stores; give as many of each"
            throw CommandFailure(.usage, words)
        }
        do {
            return BusConfiguration(
                service: "settei",
                stores: stores,
                side: .external,
                storeKeys: try list("store-key").map { try CurveKeyFile.publicKey(at: $0) },
                keys: try CurveKeyFile.pair(at: key)
            )
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// Asks the store, and turns what goes wrong into a failure with its status.
    func ask(_ request: QueryRequest) async throws -> QueryReply {
        do throws(BusError) {
            return try await bus.query(request, within: timeout)
        } catch {
            throw CommandFailure(Self.status(of: error), "\(error)")
        }
    }

    /// Publishes and returns what became of each message.
    func publish(_ messages: [OutgoingMessage]) async throws -> [PublishOutcome] {
        do throws(BusError) {
            return try await bus.publish(messages)
        } catch {
            throw CommandFailure(Self.status(of: error), "\(error)")
        }
    }

    /// Asks for page after page, at most `limit` rows in all.
    func pages(_ request: QueryRequest, limit: Int, each: (QueryReply) throws -> Int) async throws {
        var request = request
        var left = limit
        while left > 0 {
            request.limit = min(left, 500)
            let reply = try await ask(request)
            left -= try each(reply)
            guard let next = reply.next else { return }
            if request.op == .replay { request.after = Int64(next) } else { request.cursor = next }
        }
    }

    static func status(of error: BusError) -> ExitStatus {
        switch error {
        case .timedOut, .stopped, .cancelled: .unavailable
        case .refused, .query: .negative
        default: .software
        }
    }

    /// Connects, runs `body`, and disconnects however it ends.
    static func with<T: Sendable>(
        _ arguments: Arguments,
        key option: String = "key",
        _ body: (Store) async throws -> T
    ) async throws -> T {
        let store = try await Store(arguments, key: option)
        do {
            let result = try await body(store)
            await store.bus.stop()
            return result
        } catch {
            await store.bus.stop()
            throw error
        }
    }
}

/// Whether the store refused the key; written on the bus's thread.
private final class RefusedKey: Sendable {
    private let flag = Atomic<Bool>(false)
    var seen: Bool { flag.load(ordering: .relaxed) }
    func note() { flag.store(true, ordering: .relaxed) }
}
