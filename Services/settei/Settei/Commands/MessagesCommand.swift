import Bus
import CommandLine
import Diagnostics
import JSON
import Messages

/// `settei messages …`: what the journal holds.
enum MessagesCommand {
    private static let options = [
        Option("kind", "KIND", "only this kind, such as finding.opened; default all that you may read"),
        Option("tenant", "TENANT", "only this tenant's"),
        Option("after", "SEQ", "begin after this number in the journal"),
        Option("position", "print the position before each message, with a tab between"),
    ]

    static let replay = Command(
        "messages replay",
        "print recorded messages, one a line, oldest first",
        options: options + [Option("limit", "COUNT", "at most so many; default all")] + Option.connection,
        examples: [
            "settei messages replay --kind config.changed --tenant acme | jq .data.resourceId",
            "settei messages replay --after 1042 --position",
        ]
    ) { arguments, console in
        try await Store.with(arguments) { store in
            let limit = try arguments.integer("limit", in: 1...Int.max, default: Int.max)
            try await store.pages(request(arguments, wait: 0), limit: limit) { reply in
                print(reply, arguments, console)
                return reply.messages.count
            }
            return .success
        }
    }

    static let tail = Command(
        "messages tail",
        "print messages as they are recorded, until ^C",
        options: options + Option.connection,
        examples: [
            "settei messages tail --kind finding.opened",
            "settei messages tail --tenant acme | jq -c '[.type,.subject]'",
        ]
    ) { arguments, console in
        try await Store.with(arguments) { store in
            var request = try request(arguments, wait: 5_000)
            if request.after == 0 { request.after = try await head(store) }
            while !Task.isCancelled {
                let reply = try await ask(store, request)
                guard let reply else { continue }
                print(reply, arguments, console)
                if let cursor = reply.header.cursor.flatMap(Int64.init) { request.after = cursor }
            }
            return .success
        }
    }

    /// One page; nil where the store did not answer in time, which a tail outlives.
    private static func ask(_ store: Store, _ request: QueryRequest) async throws -> QueryReply? {
        do {
            return try await store.ask(request)
        } catch let failure as CommandFailure where failure.status == .unavailable {
            return nil
        }
    }

    private static func request(_ arguments: Arguments, wait: Int64) throws -> QueryRequest {
        var request = QueryRequest(id: "messages", op: .replay)
        if let kind = arguments["kind"], Kind(rawValue: kind) == nil {
            let near =
                Suggestion.nearest(to: kind, among: Kind.allCases.map(\.rawValue)).map { "; did you mean \($0)?" } ?? ""
            throw CommandFailure(.usage, "no kind '\(Console.printable(kind))'\(near)")
        }
        request.kind = arguments["kind"] ?? ""
        request.tenant = arguments["tenant"]
        request.after = Int64(try arguments.integer("after", in: 0...Int.max, default: 0))
        request.waitMilliseconds = wait
        request.limit = 500
        return request
    }

    /// The last number in the journal, as far as this principal may know: the cursor of an empty page past the end.
    private static func head(_ store: Store) async throws -> Int64 {
        var request = QueryRequest(id: "head", op: .replay)
        request.kind = ""
        request.after = Int64.max - 1
        request.limit = 1
        return try await store.ask(request).header.cursor.flatMap(Int64.init) ?? 0
    }

    private static func print(_ reply: QueryReply, _ arguments: Arguments, _ console: Console) {
        for message in reply.messages {
            let text = String(decoding: message.bytes, as: UTF8.self)
            guard arguments.has("position") else {
                console.line(text)
                continue
            }
            var writer = JSONWriter()
            message.position.write(to: &writer)
            console.line(writer.text + "\t" + text)
        }
    }
}
