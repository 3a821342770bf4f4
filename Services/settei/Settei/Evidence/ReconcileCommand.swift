import Bus
import CommandLine
import JSON
import Messages
import Threading

/// `settei evidence reconcile`: a customer's own log of privileged use against what was recorded.
enum ReconcileCommand {
    static let command = Command(
        "evidence reconcile",
        "compare a customer's log of privileged use with the recorded changes",
        operands: "FILE.csv|FILE.ndjson|-",
        options: [
            Option("tenant", "TENANT", environment: "SETTEI_TENANT", "whose"),
            Option("tolerance", "SECONDS", "how far apart two times may be; default 300"),
            Option("from", "TIME", "compare from this time on; default: the first of the file"),
            Option("to", "TIME", "compare until this time; default: the last of the file"),
            Option("all", "print what matched too"),
        ] + Option.connection,
        examples: [
            "settei evidence reconcile --tenant acme privileged-use.csv",
            "settei evidence reconcile --tenant acme --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z october.csv --json",
        ]
    ) { arguments, console in
        let tenant = try InputMistake.tenant(arguments["tenant"])
        let path = try arguments.operand("FILE (or - for standard input)")
        let reading = PrivilegedUseReading(try InputDocuments.bytes(of: path, upTo: 256 << 20))
        for mistake in reading.mistakes { console.note("\(Console.printable(path)):\(Console.printable(mistake))") }
        guard reading.mistakes.isEmpty else { throw CommandFailure(.badInput, "nothing was compared: mend the file") }
        let tolerance = Duration.seconds(try arguments.integer("tolerance", in: 0...86_400, default: 300))
        let period = try period(arguments, reading.uses)
        let ours = try await Store.with(arguments) { try await recorded(tenant, period, tolerance, $0, console) }
        let theirs = reading.uses.filter { period.contains($0.time.microseconds) }
        // Ours from outside of the period may be the other half of a use at its edge, and are not missing in their log.
        var result = Reconciliation(theirs: theirs, ours: ours, tolerance: tolerance)
        result.keepOurs { period.contains($0.time.microseconds) }
        if theirs.count < reading.uses.count {
            console.note("\(reading.uses.count - theirs.count) lines are outside of the period")
        }
        arguments.has("json") ? json(result, arguments, console) : show(result, arguments, console)
        return result.onlyTheirs.isEmpty && result.onlyOurs.isEmpty ? .success : .negative
    }

    /// The times that are compared, in microseconds.
    static func period(_ arguments: Arguments, _ uses: [PrivilegedUse]) throws -> ClosedRange<Int64> {
        func bound(_ name: String, _ fallback: Timestamp?) throws -> Int64 {
            guard let text = arguments[name] else {
                guard let fallback else {
                    throw CommandFailure(.usage, "the file is empty: --from and --to say which time to compare")
                }
                return fallback.microseconds
            }
            guard let time = Timestamp(text) else {
                let example = "a time such as 2026-11-20T09:00:00Z"
                throw CommandFailure(.usage, "--\(name) takes \(example), not '\(Console.printable(text))'")
            }
            return time.microseconds
        }
        let times = uses.map(\.time).sorted { $0.microseconds < $1.microseconds }
        let (from, to) = (try bound("from", times.first), try bound("to", times.last))
        guard from <= to else { throw CommandFailure(.usage, "--from must not be after --to") }
        return from...to
    }

    /// The recorded changes whose actor used special privileges.
    private static func recorded(
        _ tenant: String,
        _ period: ClosedRange<Int64>,
        _ tolerance: Duration,
        _ store: Store,
        _ console: Console
    ) async throws -> [PrivilegedUse] {
        var request = QueryRequest(id: "reconcile", op: .replay)
        request.kind = Kind.configChanged.rawValue
        request.tenant = tenant
        var uses: [PrivilegedUse] = []
        var (read, unreadable) = (0, 0)
        var bar = ProgressBar("reading", total: nil, on: console)
        defer { bar.end() }
        try await store.pages(request, limit: Int.max) { reply in
            for message in reply.messages {
                guard let use = use(in: message.bytes) else {
                    if isErased(message.bytes) { unreadable += 1 }
                    continue
                }
                let distance = tolerance.nanoseconds / 1_000
                if use.time.microseconds >= period.lowerBound - distance,
                    use.time.microseconds <= period.upperBound + distance
                {
                    uses.append(use)
                }
            }
            read += reply.messages.count
            bar.show(read)
            return reply.messages.count
        }
        if unreadable > 0 { console.note("\(unreadable) changes were erased and cannot be compared") }
        return uses
    }

    private static func isErased(_ bytes: [UInt8]) -> Bool {
        (try? JSONDocument(bytes))?.root.member("data")?.member("erased")?.bool == true
    }

    /// The use that a change tells of; nil where its actor used no privileges.
    static func use(in bytes: [UInt8]) -> PrivilegedUse? {
        guard let message = try? ReceivedMessage(bytes),
            message.data.member("actor")?.member("privileged")?.bool == true,
            let change = try? message.decode(ConfigChanged.self), let actor = change.actor
        else { return nil }
        return PrivilegedUse(
            time: change.observedAt,
            actor: actor.id,
            address: actor.address,
            action: change.change.action.rawValue,
            resource: change.resourceId,
            place: message.header.id.text
        )
    }
}
