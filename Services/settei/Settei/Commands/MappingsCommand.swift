import Adapters
import CommandLine
import Diagnostics
import Foundation
import JSON
import Messages

/// `settei mappings lint`: for people who write mappings from planned resources to the clouds' own shape.
enum MappingsCommand {
    static let lint = Command(
        "mappings lint",
        "check mappings of planned resources, and show what they make of a plan",
        operands: "FILE|DIRECTORY…",
        options: [
            Option(
                "try",
                "FILE",
                "a plan, state, template, document or {\"type\": …, \"values\": {…}}: print what comes out, as JSON"
            ),
            Option("source", "NAME", "where --try is {\"type\", \"values\"}: the mappings' source; default terraform"),
        ],
        examples: [
            "settei mappings lint deploy/mappings", "settei mappings lint deploy/mappings --try plan.json",
            "echo '{\"type\": \"aws_s3_bucket\", \"values\": {}}' | settei mappings lint deploy/mappings --try -",
        ]
    ) { arguments, console in
        guard !arguments.operands.isEmpty else { throw CommandFailure(.usage, "FILE or DIRECTORY is missing") }
        let lint = MappingLint(paths: arguments.operands)
        RulesCommand.show(lint.diagnostics, arguments, console)
        console.note(verdict(on: lint, console))
        guard lint.isValid else { return .negative }
        guard let path = arguments["try"] else { return .success }
        let set = MappingSet(reading: arguments.operands)
        return try tryOut(set, path, arguments["source"] ?? "terraform", console)
    }

    private static func tryOut(
        _ set: MappingSet,
        _ path: String,
        _ source: String,
        _ console: Console
    ) throws -> ExitStatus {
        let sink = DiagnosticSink()
        let bytes = try InputDocuments.bytes(of: path)
        let documents = AdapterText.documents(bytes, name: path == "-" ? "standard input" : path, into: sink)
        guard !sink.hasErrors else { throw CommandFailure(.badInput, sink.diagnostics.rendered()) }
        var isGood = true
        for document in documents {
            let outcome = try outcome(of: document.root, set, source)
            for resource in outcome.resources {
                console.line(resource.json)
                isGood = isGood && resource.errors.isEmpty
            }
            for type in outcome.ignored { console.note("no mapping: \(Console.printable(type))") }
        }
        return isGood ? .success : .negative
    }

    private static func outcome(
        of root: JSONNode,
        _ set: MappingSet,
        _ source: String
    ) throws -> ResourceMapper.Outcome {
        switch AdapterCatalogue(mappings: set).recognise(root) {
        case .terraformPlan:
            return ResourceMapper(set, source: "terraform").outcome(of: TerraformPlanAdapter.resources(in: root))
        case .terraformState:
            return ResourceMapper(set, source: "terraform").outcome(of: TerraformStateAdapter.resources(in: root))
        case .cloudFormation:
            return ResourceMapper(set, source: "cloudformation").outcome(of: CloudFormationAdapter.resources(in: root))
        case .mapped:
            let resources = MappedAdapter(mappings: set).resources(in: root)
            return ResourceMapper(set, source: MappedAdapter.source).outcome(of: resources)
        case let other:
            let nodes = root.kind == .array ? Array(root.elements) : [root]
            let planned = nodes.compactMap(planned)
            guard planned.count == nodes.count, other == nil else {
                let found = other.map { "it looks like \($0.rawValue)" } ?? "it is none of these"
                throw CommandFailure(
                    .badInput,
                    "--try takes a plan, a state, a template or {\"type\", \"values\"}; \(found)"
                )
            }
            return ResourceMapper(set, source: source).outcome(of: planned)
        }
    }

    private static func planned(_ node: JSONNode) -> PlannedResource? {
        guard let type = node.member("type")?.string, let values = node.member("values"), values.kind == .object else {
            return nil
        }
        let name = node.member("name")?.string ?? "this"
        let address = node.member("address")?.string ?? "\(type).\(name)"
        return PlannedResource(address: address, type: type, name: name, values: values)
    }

    private static func verdict(on lint: MappingLint, _ console: Console) -> String {
        let (errors, warnings) = (lint.diagnostics.errors.count, lint.diagnostics.warnings.count)
        let what = [(lint.fileCount, "file"), (lint.mappingCount, "mapping")].map(RulesCommand.counted).joined(
            separator: ", "
        )
        if errors + warnings == 0 { return console.styled("\(what): good", .green) }
        let counts = [(errors, "mistake"), (warnings, "warning")].filter { $0.0 > 0 }.map(RulesCommand.counted)
        return console.styled("\(what): \(counts.joined(separator: ", "))", errors > 0 ? .red : .yellow)
    }
}

extension MappedResource {
    /// The resource as one line of JSON, for people who look at what a mapping made.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("provider", provider)
        writer.member("service", service)
        writer.member("resourceType", resourceType)
        writer.member("id", id)
        writer.member("region", region)
        writer.member("account", account)
        writer.member("action", action.rawValue)
        for (name, texts) in [
            ("names", names), ("origins", origins), ("unknown", gaps.unknown.map(\.description)),
            ("open", gaps.open.map { $0.steps.isEmpty ? "." : $0.description }), ("errors", errors),
        ] where !texts.isEmpty {
            writer.key(name)
            writer.beginArray()
            for text in texts { writer.string(text) }
            writer.endArray()
        }
        writer.member("configuration", configuration.root)
        writer.endObject()
        return writer.text
    }
}
