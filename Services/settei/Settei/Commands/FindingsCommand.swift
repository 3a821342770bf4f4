import Bus
import CommandLine
import JSON
import Messages

/// `settei findings`: what is wrong now, and what was.
enum FindingsCommand {
    static let list = Command(
        "findings",
        "list findings, the most severe first",
        options: [
            Option("tenant", "TENANT", "only this tenant's"),
            Option("status", "STATUS", "open, resolved, or both with a comma; default open"),
            Option("severity", "SEVERITY", "critical, high, medium, low, or several with commas"),
            Option("category", "CATEGORY", "1, 2, 3, 4.1 … 7"),
            Option("type", "TYPE", "only this type of resource, such as AWS::S3::Bucket"),
            Option("resource", "KEY", "only this resource, by its key"),
            Option("rule", "RULE", "only this rule's"),
            Option("limit", "COUNT", "at most so many; default 1000"),
            Option("exit-code", "end with status 1 where there are any"),
            Option(
                "format",
                "FORMAT",
                "table, json (one finding a line) or ocsf (OCSF 1.5, one event a line); default table"
            ),
            Option("policies", "DIRECTORY", environment: "SETTEI_POLICIES", "rule packs, for the words in ocsf"),
            Option("lang", "LANGUAGE", "ja or en, for the words in ocsf; default en"),
        ] + Option.connection,
        examples: [
            "settei findings --tenant acme --severity critical,high",
            "settei findings --format ocsf --policies deploy/policies > findings.ndjson",
            "settei findings --status open,resolved --json | jq -r .rule | sort | uniq -c",
        ]
    ) { arguments, console in
        let request = try request(arguments)
        let format = try arguments.list("format", of: Format.self).last ?? (arguments.has("json") ? .json : .table)
        let export = format == .ocsf ? try FindingExport(arguments) : nil
        let limit = try arguments.integer("limit", in: 1...1_000_000, default: 1_000)
        return try await Store.with(arguments) { store in
            var findings: [JSONNode] = []
            try await store.pages(request, limit: limit) { reply in
                let page = reply.body?["findings"].map { Array($0.elements) } ?? []
                findings += page
                return page.count
            }
            switch format {
            case .json: for finding in findings { console.line(String(decoding: finding.source, as: UTF8.self)) }
            case .table: show(findings, console)
            case .ocsf: for record in try records(findings) { if let export { console.line(export.line(for: record)) } }
            }
            return findings.isEmpty || !arguments.has("exit-code") ? .success : .negative
        }
    }

    enum Format: String, CaseIterable {
        case table, json, ocsf
    }

    private static func records(_ nodes: [JSONNode]) throws -> [FindingRecord] {
        try nodes.map { node in
            do {
                return try JSONNodeDecoder().decode(FindingRecord.self, from: node)
            } catch {
                throw CommandFailure(.software, "the store's answer cannot be read: \(error)")
            }
        }
    }

    private static func request(_ arguments: Arguments) throws -> QueryRequest {
        var request = QueryRequest(id: "findings", op: .findings)
        request.tenant = arguments["tenant"]
        let statuses = try arguments.list("status", of: FindingStatus.self)
        request.status = statuses.isEmpty ? [.open] : statuses
        let severities = try arguments.list("severity", of: Severity.self)
        request.severity = severities.isEmpty ? nil : severities
        request.category = arguments["category"]
        request.resourceType = arguments["type"]
        request.resource = arguments["resource"]
        request.rule = arguments["rule"]
        return request
    }

    private static func show(_ nodes: [JSONNode], _ console: Console) {
        let findings = nodes.compactMap { try? JSONNodeDecoder().decode(FindingRecord.self, from: $0) }
        guard !findings.isEmpty else { return console.note("no findings") }
        console.table(
            ["SEVERITY", "STATUS", "TENANT", "RULE", "RESOURCE", "SINCE", "FOUND"],
            findings.map { finding in
                let state = finding.state
                let found = state.explanation?.sentence(in: .en) ?? ""
                return [
                    state.severity.rawValue, state.status.rawValue, finding.tenant, state.rule,
                    "\(state.resource.type) \(state.resource.id) (\(state.resource.account), \(state.resource.region))",
                    state.since.text, found,
                ]
            }
        )
        console.note("\(findings.count) finding\(findings.count == 1 ? "" : "s")")
    }
}
