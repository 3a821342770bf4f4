import Bus
import CommandLine
import Crypto
import JSON
import Messages
import Threading

/// `settei dead-letters …`: items that were given up.
enum DeadLettersCommand {
    static let list = Command(
        "dead-letters list",
        "list items of work that were given up after five replicas died on them",
        options: [Option("limit", "COUNT", "at most so many; default 1000")] + Option.connection,
        examples: ["settei dead-letters list", "settei dead-letters list --json | jq -r .item"]
    ) { arguments, console in
        try await Store.with(arguments) { store in
            var letters: [JSONNode] = []
            let limit = try arguments.integer("limit", in: 1...1_000_000, default: 1_000)
            try await store.pages(QueryRequest(id: "dead", op: .deadLetters), limit: limit) { reply in
                let page = reply.body?["deadLetters"].map { Array($0.elements) } ?? []
                letters += page
                return page.count
            }
            show(letters, arguments, console)
            return .success
        }
    }

    static let retry = Command(
        "dead-letters retry",
        "give items out again, once what killed the replicas is mended",
        operands: "ITEM…",
        options: [Option("reason", "TEXT", "why, for the record")] + Option.connection,
        examples: [
            "settei dead-letters retry 0193460a-3b00-8e04-95d1-7be110782c38 --reason 'checker 1.2.1 deployed'",
            "settei dead-letters list --json | jq -r .item | xargs settei dead-letters retry",
        ]
    ) { arguments, console in
        guard !arguments.operands.isEmpty else {
            throw CommandFailure(.usage, "ITEM is missing; see: settei dead-letters list")
        }
        let items = try arguments.operands.map { text in
            guard let item = MessageID(text) else {
                throw CommandFailure(.usage, "'\(Console.printable(text))' is not an item's id")
            }
            return item
        }
        return try await Store.with(arguments) { store in
            let messages = try items.map { try OutgoingMessage(message(for: $0, reason: arguments["reason"])) }
            let outcomes = try await store.publish(messages)
            for (item, outcome) in zip(items, outcomes) { console.line("\(item) \(outcome)") }
            return outcomes.allSatisfy { $0 == .recorded || $0 == .repeat } ? .success : .negative
        }
    }

    private static func message(for item: MessageID, reason: String?) throws -> Message {
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        let header = MessageHeader(
            id: MessageID(version7At: now, random: Random.bits()),
            kind: .deadLetterRetried,
            source: "//settei/command-line",
            tenant: nil,
            subject: item.text,
            time: now
        )
        return try Message(header, data: DeadLetterRetried(item: item, reason: reason))
    }

    private static func show(_ letters: [JSONNode], _ arguments: Arguments, _ console: Console) {
        if arguments.has("json") {
            for letter in letters { console.line(String(decoding: letter.source, as: UTF8.self)) }
            return
        }
        guard !letters.isEmpty else { return console.note("no dead letters") }
        let fields = ["item", "kind", "tenant", "attempts", "reason", "at", "message"]
        console.table(
            fields.map { $0.uppercased() },
            letters.map { letter in fields.map { letter[$0].map { $0.string ?? $0.description } ?? "" } }
        )
    }
}

/// Random bits for ids.
enum Random {
    static func bits() -> (UInt64, UInt64) {
        let bytes = randomBytes(16)
        let id = MessageID(bytes: bytes)
        return (id?.high ?? 0, id?.low ?? 0)
    }
}
