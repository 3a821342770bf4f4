import Adapters
import Bus
import CommandLine
import Foundation
import JSON
import Messages
import Threading

/// `settei publish`: hands changes to the store and waits until it has them on disk.
enum PublishCommand {
    static let publish = Command(
        "publish",
        "publish changes and wait until the store has them on disk",
        operands: "FILE|-",
        options: [
            Option(
                "format",
                "FORMAT",
                "what the input is, else it is recognised: \(InputFormat.names.joined(separator: ", "))"
            ),
            Option("mappings", "DIRECTORY", environment: "SETTEI_MAPPINGS", "mappings for terraform-state and mapped"),
            Option("observed-at", "TIME", "when the settings were seen, for input that does not say; default now"),
            Option(
                "tenant",
                "TENANT",
                environment: "SETTEI_TENANT",
                "whose resources these are, where the input does not say"
            ),
            Option(
                "outbox",
                "DIRECTORY",
                environment: "SETTEI_OUTBOX",
                "where messages wait; default ~/.local/state/settei/outbox"
            ),
            Option("wait", "SECONDS", "how long to wait for receipts; default 600"),
            Option("skip-bad", "leave out what cannot be read instead of publishing nothing"),
        ] + Option.connection,
        examples: [
            "settei publish --tenant acme notification.json",
            "kubectl get deployments -A -o json | settei publish --tenant acme -",
            "settei publish --tenant acme --json < changes.ndjson -",
        ]
    ) { arguments, console in
        let path = try arguments.operand("FILE (or - for standard input)")
        let messages = try read(path, arguments, console)
        let outbox = try open(arguments["outbox"])
        if outbox.count > 0 { console.note("\(outbox.count) messages wait from before; they are sent first") }
        let wait = try arguments.integer("wait", in: 1...86_400, default: 600)
        // On disk before the store is even looked for: whatever happens next, nothing is lost.
        try append(messages, to: outbox)
        do {
            return try await Store.with(arguments) { store in
                let publisher = DurablePublisher(client: store.bus, outbox: outbox)
                await settle(publisher, within: .seconds(wait), console)
                return try await report(publisher.progress, outbox, store, arguments, console)
            }
        } catch let failure as CommandFailure where failure.status == .unavailable {
            let kept = "\(outbox.count) messages are kept in \(outbox.directory) and sent by the next settei publish"
            throw CommandFailure(.unavailable, "\(failure)\n\(kept)")
        }
    }

    /// Reads and checks the whole input, so that nothing is published of an input that is half wrong.
    static func read(_ path: String, _ arguments: Arguments, _ console: Console) throws -> [OutgoingMessage] {
        let format = try InputFormat(arguments, option: "format")
        let foreign = try AdaptedDocument(
            catalogue: AdapterCatalogue(mappings: arguments["mappings"].map { MappingSet(reading: [$0]) } ?? .empty),
            format: format.flatMap { if case .foreign(let named) = $0 { named } else { nil } },
            tenant: arguments["tenant"],
            observedAt: observedAt(arguments)
        )
        let input = InputDocuments(try InputDocuments.bytes(of: path))
        var mistakes = input.mistakes
        var messages: [OutgoingMessage] = []
        for document in input.documents {
            let root = document.document.root
            if format == .settei || (format == nil && InputFormat.isOurs(root)) {
                let read = SetteiDocument.messages(in: document.document, tenant: arguments["tenant"])
                messages += read.messages.map(OutgoingMessage.init)
                mistakes += read.mistakes.map { "\(document.line): \($0)" }
            } else {
                let read = foreign.read(root)
                messages += read.messages.map(OutgoingMessage.init)
                mistakes += read.mistakes.map { "\(document.line): \($0)" }
                for text in read.ignored { console.note("left out: \(Console.printable(text))") }
            }
        }
        for mistake in mistakes { console.note("\(Console.printable(path)):\(Console.printable(mistake))") }
        guard mistakes.isEmpty || arguments.has("skip-bad") else {
            throw CommandFailure(
                .badInput,
                "nothing was published: mend the input, or leave out what is bad with --skip-bad"
            )
        }
        return messages
    }

    private static func observedAt(_ arguments: Arguments) throws -> Timestamp {
        guard let text = arguments["observed-at"] else {
            return Timestamp(milliseconds: WallClock.system.now().milliseconds)
        }
        guard let time = Timestamp(text) else {
            let example = "a time such as 2026-11-20T09:00:00Z"
            throw CommandFailure(.usage, "--observed-at takes \(example), not '\(Console.printable(text))'")
        }
        return time
    }

    private static func open(_ directory: String?) throws -> DiskOutbox {
        let environment = ProcessInfo.processInfo.environment
        let state = environment["XDG_STATE_HOME"] ?? "\(environment["HOME"] ?? ".")/.local/state"
        let directory = directory ?? "\(state)/settei/outbox"
        // Where the directory cannot be made, opening the outbox in it says why.
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        do throws(DiskOutboxError) {
            return try DiskOutbox(directory: directory)
        } catch {
            throw CommandFailure(.inputOutput, "\(error)")
        }
    }

    private static func append(_ messages: [OutgoingMessage], to outbox: DiskOutbox) throws {
        do throws(DiskOutboxError) {
            // One fsync for many, in pieces that fit in memory twice.
            for start in stride(from: 0, to: messages.count, by: 1_000) {
                try outbox.append(Array(messages[start..<min(start + 1_000, messages.count)]))
            }
        } catch {
            throw CommandFailure(.inputOutput, "\(error)")
        }
    }

    private static func settle(_ publisher: DurablePublisher, within limit: Duration, _ console: Console) async {
        let start = publisher.progress
        let total = start.leftFromBefore + start.accepted
        var bar = ProgressBar("publishing", total: total, on: console)
        let deadline = ContinuousClock.now + limit
        while publisher.progress.pending > 0, publisher.progress.failure == nil, ContinuousClock.now < deadline {
            _ = await publisher.waitUntilSettled(within: .milliseconds(100))
            bar.show(total - publisher.progress.pending)
        }
        bar.end()
    }

    private static func report(
        _ progress: DurablePublisher.Progress,
        _ outbox: DiskOutbox,
        _ store: Store,
        _ arguments: Arguments,
        _ console: Console
    ) async throws -> ExitStatus {
        let refused = progress.refused.values.reduce(0, +)
        if arguments.has("json") {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("recorded", progress.recorded)
            writer.member("repeats", progress.repeats)
            writer.member("refused", refused)
            writer.member("pending", progress.pending)
            writer.endObject()
            console.line(writer.text)
        } else {
            console.line(
                "\(progress.recorded) recorded, \(progress.repeats) repeats, \(refused) refused, \(progress.pending) without a receipt"
            )
        }
        if refused > 0 {
            console.note("refused messages are in \(outbox.deadLetterPath)")
            try await tellRefusals(store, console)
        }
        if let failure = progress.failure { throw CommandFailure(.inputOutput, "\(failure)") }
        if progress.pending > 0 {
            console.note(
                "\(progress.pending) messages are kept in \(outbox.directory) and sent by the next settei publish"
            )
            return .unavailable
        }
        return refused > 0 ? .negative : .success
    }

    /// Says where and why, as the store knows it.
    private static func tellRefusals(_ store: Store, _ console: Console) async throws {
        var request = QueryRequest(id: "refusals", op: .refusals)
        request.sender = store.bus.sender
        request.limit = 20
        let rows = try await store.ask(request).body?["refusals"].map { Array($0.elements) } ?? []
        for row in rows {
            let fields = ["code", "where", "why", "count"].map { name in
                row[name].map { $0.string ?? $0.description } ?? ""
            }
            let place = fields[1].isEmpty ? "" : " at \(fields[1])"
            console.note(Console.printable("  \(fields[0])\(place): \(fields[2]) (\(fields[3]) times)"))
        }
    }
}
