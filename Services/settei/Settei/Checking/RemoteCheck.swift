import Adapters
import Bus
import CommandLine
import JSON
import Messages
import Rules

/// The third step of a check done elsewhere: the checkers of a running installation say what their policy finds.
struct RemoteCheck {
    /// What one request may hold beside what stands around it; a message has at most 1 MiB.
    private static let maximumBytes = 900 << 10

    let store: Store
    let tenant: String

    /// Asks about all changes, as many at once as fit; relations are known where one request holds the whole.
    /// - Throws: ``CommandFailure`` where the store or the checkers do not answer.
    func verdicts(on changes: [CheckReader.Change], isWhole: Bool) async throws -> [CheckVerdict] {
        var verdicts: [CheckVerdict] = []
        let batches = try Self.batches(changes)
        for batch in batches {
            var request = QueryRequest(id: "", op: .check)
            request.tenant = tenant
            request.changes = batch.map(\.planned)
            request.whole = isWhole && batches.count == 1
            let reply = try await store.ask(request)
            guard let body = reply.body, let answer = try? JSONNodeDecoder().decode(CheckBody.self, from: body),
                answer.results.count == batch.count
            else { throw CommandFailure(.software, "the checker's answer cannot be read") }
            for (change, result) in zip(batch, answer.results) {
                if let error = result.error {
                    throw CommandFailure(
                        .badInput,
                        Console.printable("\(change.change.adapted.change.resourceId): \(error)")
                    )
                }
                verdicts.append(
                    CheckVerdict(
                        change.change,
                        outcomes: result.outcomes.map(\.outcome),
                        unlisted: result.counts.filter { ["pass", "notApplicable"].contains($0.key) }.values.reduce(
                            0,
                            +
                        )
                    )
                )
            }
        }
        return verdicts
    }

    /// The words of the policy in force there; none where the key may not read it.
    func texts() async -> PolicyTexts {
        let fetcher = PolicyFetcher { [store] kind, subject in
            var request = QueryRequest(id: "", op: .latest)
            request.kind = kind.rawValue
            request.subject = subject
            return try await store.ask(request).messages.first?.bytes
        }
        // Without words the rules' ids are told, which is better than no answer.
        guard let manifest = try? await fetcher.manifest(),
            let documents = try? await fetcher.documents(of: manifest, parts: [.texts]),
            let texts = try? PolicyTexts(documents: documents)
        else { return PolicyTexts() }
        return texts
    }

    fileprivate struct Planned {
        let change: CheckReader.Change
        let planned: PlannedChange
        let size: Int
    }

    private static func batches(_ changes: [CheckReader.Change]) throws -> [[Planned]] {
        var batches: [[Planned]] = []
        var size = 0
        for change in changes {
            let planned = try Planned(change)
            guard planned.size <= maximumBytes else {
                let name = Console.printable(change.adapted.change.resourceId)
                throw CommandFailure(
                    .badInput,
                    "\(name): \(planned.size) bytes of settings are more than one request holds"
                )
            }
            if batches.isEmpty || size + planned.size > maximumBytes
                || batches[batches.count - 1].count == PlannedChange.maximumCount
            {
                batches.append([])
                size = 0
            }
            batches[batches.count - 1].append(planned)
            size += planned.size
        }
        return batches
    }
}

extension RemoteCheck.Planned {
    fileprivate init(_ change: CheckReader.Change) throws {
        let adapted = change.adapted
        let bytes = try JSONTreeEncoder().encode(adapted.change)
        self.change = change
        planned = PlannedChange(
            change: RawJSON(trusted: bytes),
            unknown: adapted.gaps.unknown.isEmpty ? nil : adapted.gaps.unknown.map(\.description),
            open: adapted.gaps.open.isEmpty ? nil : adapted.gaps.open.map(\.description),
            names: adapted.names + [adapted.origin].compactMap(\.self)
        )
        size =
            bytes.count + 64 + (planned.names ?? []).reduce(0) { $0 + $1.utf8.count + 3 }
            + ((planned.unknown ?? []) + (planned.open ?? [])).reduce(0) { $0 + $1.utf8.count + 3 }
    }
}
