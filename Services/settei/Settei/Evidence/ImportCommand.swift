import Bus
import CommandLine
import Crypto
import EvidenceExport
import EvidenceLog
import Foundation
import Messages

/// `settei evidence import`: takes an exported archive's changes back into a store.
enum ImportCommand {
    /// Changes that go out together.
    private static let chunk = 200

    static let command = Command(
        "evidence import",
        "verify an exported archive and publish its changes again, in the order of the log",
        operands: "FILE.zip",
        options: [
            Option(
                "verifier",
                "VKEY",
                "the key of the store that it came from, name+hash+base64; several may be given"
            ),
            Option("operator-key", "FILE", "an operator's key file, for the record that evidence was imported"),
            Option("dry-run", "verify and count, but publish nothing"),
        ] + Option.connection,
        examples: [
            "settei evidence import --key acme-ci.key --operator-key ops.key --verifier 'log.example.com/store+1c9f…+AQ…' acme.zip",
            "settei evidence import --dry-run acme.zip",
        ]
    ) { arguments, console in
        let path = try arguments.operand("FILE.zip")
        let verifier = try VerifyExportCommand.verifier(arguments, option: "verifier")
        var kinds = KindCounts()
        // Once to be sure of all of it, before the first message is published.
        let report = try VerifyExportCommand.verify(path, verifier, console) { kinds.add($0) }
        guard report.isValid, let manifest = report.manifest else {
            ExportReportText.show(report, console)
            throw CommandFailure(.negative, "nothing was imported")
        }
        kinds.tell(console)
        if case .ownKey(let key) = report.trust { console.note("verified with the archive's own key: \(key)") }
        if arguments.has("dry-run") { return .success }
        guard arguments["operator-key"] != nil else {
            throw CommandFailure(.usage, "--operator-key FILE is missing: that evidence was imported, an operator says")
        }
        let status = try await Store.with(arguments) { store in
            try await publish(path, verifier, total: kinds.changes, to: store, console)
        }
        guard status == .success else { return status }
        return try await Store.with(arguments, key: "operator-key") { store in
            try await tell(manifest, count: kinds.changes, to: store, console)
        }
    }

    /// Reads the archive again and publishes as it goes, so that memory does not grow with it.
    private static func publish(
        _ path: String,
        _ verifier: ExportVerifier,
        total: Int,
        to store: Store,
        _ console: Console
    ) async throws -> ExitStatus {
        var (done, repeats, refused) = (0, 0, 0)
        var bar = ProgressBar("publishing", total: total, on: console)
        let reader = try ExportReader(path: path)
        for file in 0..<reader.fileCount {
            for batch in try batches(reader, file) {
                for (message, outcome) in zip(batch, try await store.publish(batch)) {
                    switch outcome {
                    case .recorded: break
                    case .repeat: repeats += 1
                    default:
                        refused += 1
                        let id = (try? ReceivedMessage(message.bytes))?.header.id.text ?? ""
                        if refused <= 20 { console.note("\(id) \(outcome)") }
                    }
                }
                done += batch.count
                bar.show(done)
            }
        }
        bar.end()
        console.line("\(done - repeats - refused) recorded, \(repeats) repeats, \(refused) refused")
        return refused > 0 ? .negative : .success
    }

    /// The changes of one file of records, in batches.
    private static func batches(_ reader: ExportReader, _ file: Int) throws -> [[OutgoingMessage]] {
        var batches: [[OutgoingMessage]] = []
        try reader.forEach(inFile: file) { record in
            guard case .message(let message) = record.content, KindCounts.isTakenBack(record) else { return }
            if batches.last?.count ?? chunk >= chunk { batches.append([]) }
            batches[batches.count - 1].append(OutgoingMessage(kind: .configChanged, bytes: message.bytes))
        }
        return batches
    }

    /// Says in the operators' log that it was done; the same archive gives the same message, so that a repeat is one.
    private static func tell(
        _ manifest: ExportManifest,
        count: Int,
        to store: Store,
        _ console: Console
    ) async throws -> ExitStatus {
        let time = Timestamp(manifest.madeAt) ?? Timestamp(microseconds: 0)
        let digest = SHA256.hash(
            "evidence.imported\u{0}\(manifest.origin)\u{0}\(manifest.size)\u{0}\(manifest.root)\u{0}\(count)"
        )
        let random = MessageID(bytes: digest.bytes.prefix(16)).map { ($0.high, $0.low) } ?? (0, 0)
        let header = MessageHeader(
            id: MessageID(milliseconds: time.milliseconds, version: 8, random: random),
            kind: .evidenceImported,
            source: "//settei/command-line",
            tenant: nil,
            subject: manifest.tenant,
            time: time
        )
        let data = EvidenceImported(
            tenant: manifest.tenant,
            origin: manifest.origin,
            size: manifest.size,
            root: manifest.root,
            messages: Int64(count)
        )
        let outcome = try await store.publish([OutgoingMessage(try Message(header, data: data))]).first
        guard let outcome, outcome == .recorded || outcome == .repeat else {
            console.note("evidence.imported: \(outcome.map { "\($0)" } ?? "no receipt")")
            return .negative
        }
        return .success
    }
}

/// How many messages of each kind an archive has, and which of them are taken back.
struct KindCounts {
    private var left: [String: Int] = [:]
    private(set) var changes = 0

    mutating func add(_ record: ExportRecord) {
        let kind = record.leaf.header.kind
        switch record.content {
        case .message where Self.isTakenBack(record): changes += 1
        case .message: left[kind, default: 0] += 1
        case .erased: left["erased", default: 0] += 1
        case .withheld: left["withheld", default: 0] += 1
        }
    }

    static func isTakenBack(_ record: ExportRecord) -> Bool { record.leaf.header.kind == Kind.configChanged.rawValue }

    func tell(_ console: Console) {
        console.note("\(changes) changes; all else follows from them")
        guard !left.isEmpty else { return }
        let all = left.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        console.note("left out: \(all)")
    }
}
