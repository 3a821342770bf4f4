import Diagnostics
import Messages
import YAML

/// Reads one rule of a pack.
struct RuleReader {
    let sink: DiagnosticSink

    func read(_ node: YAMLNode) -> RuleSource? {
        let reader = node.reader(into: sink)
        let id = identifier(reader, "id", Identifier.isRule, "a name such as aws.s3.block-public-access")
        let intent =
            reader.optionalNode("intent") == nil
            ? nil : identifier(reader, "intent", Identifier.isPack, "the id of an intent, such as storage-not-public")
        let category: Category? = reader.choice("category")
        let level: Rule.Level? = reader.choice("level")
        let severity: Severity? = reader.choice("severity")
        let title = text(reader, "title")
        let risk = text(reader, "risk")
        let remedy = text(reader, "remedy")
        let applies = reader.mapping("applies").flatMap { scope($0) }
        let relations = RelationReader(sink: sink).read(reader.optionalNode("relations"))
        let condition = expression(reader.optionalNode("when"))
        let check = expression(reader.optionalNode("check"))
        let onMissing: Rule.OnMissing? = reader.choice("onMissing")
        let restore = reader.optionalNode("restore").map { String(decoding: $0.json(into: sink), as: UTF8.self) }
        let responsibility: Rule.Responsibility? = reader.optionalChoice("responsibility")
        let controls = reader.sequence("controls").map { self.controls($0) }
        let tests = reader.optionalSequence("tests")
        let retired = reader.bool("retired", default: false)
        let isManual = reader.bool("manual", default: false)
        let allowed = doubts(reader.optionalSequence("allow"))
        reader.finish()
        requireCheckOrManual(node, check: check, isManual: isManual)
        let parsed = tests.map { RuleTestReader(sink: sink).read($0) }
        guard
            let id, let category, let level, let severity, let title, let risk, let remedy, let applies, let onMissing,
            let controls
        else {
            // A rule that cannot be made is not tried; what is wrong in its expressions is told all the same.
            for expression in [condition, check] { RuleTrial.reportMistakes(in: expression, sink) }
            return nil
        }
        let rule = Rule(
            id: id,
            intent: intent,
            category: category,
            level: level,
            severity: severity,
            title: title,
            risk: risk,
            remedy: remedy,
            applies: applies,
            relations: relations,
            when: condition?.string,
            check: check?.string,
            onMissing: onMissing,
            restore: restore,
            responsibility: responsibility ?? .customer,
            controls: controls,
            tests: parsed.compactMap(\.self),
            retired: retired
        )
        // Places of the tests that could be read, so that they stand beside `rule.tests`.
        let places = zip(tests, parsed).compactMap { place, test in test == nil ? nil : place }
        return RuleSource(
            rule: rule,
            node: node,
            idNode: node["id"] ?? node,
            whenNode: condition,
            checkNode: check,
            testNodes: places,
            allowed: allowed
        )
    }

    /// A rule without a condition must say that it means it.
    private func requireCheckOrManual(_ node: YAMLNode, check: YAMLNode?, isManual: Bool) {
        guard node.members != nil else { return }
        if check == nil, node["check"] == nil, !isManual {
            let hint = "write a CEL condition, or manual: true where only a person can tell"
            sink.append(Diagnostic(.error, "the key \"check\" is missing", in: node.source, at: node.start, hint: hint))
        } else if isManual, let check {
            sink.append(check.diagnostic(.error, "a manual rule has no check"))
        }
    }

    private func expression(_ node: YAMLNode?) -> YAMLNode? {
        guard let node else { return nil }
        // `check: true` is a fine condition, and a truth value to YAML.
        guard let text = node.string else {
            let hint = node.scalar.flatMap { $0.text.isEmpty ? nil : "put it in quotes: \"\($0.text)\"" }
            sink.append(node.diagnostic(.error, "expected a CEL expression, found \(node.summary)", hint: hint))
            return nil
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            sink.append(node.diagnostic(.error, "the expression is empty"))
            return nil
        }
        return node
    }

    private func scope(_ reader: YAMLReader) -> Rule.Scope? {
        let provider = identifier(reader, "provider", Identifier.isPack, "a cloud's name in small letters, such as aws")
        let types = reader.value("resourceType", expecting: "a resource type or a list of them") { node -> [String]? in
            if let text = node.string, !text.isEmpty { return [text] }
            guard let elements = node.elements, !elements.isEmpty else { return nil }
            let texts = elements.compactMap(\.string).filter { !$0.isEmpty }
            return texts.count == elements.count ? texts : nil
        }
        reader.finish()
        if let types, Set(types).count != types.count, let node = reader.node["resourceType"] {
            sink.append(node.diagnostic(.error, "a resource type is named twice"))
        }
        guard let provider, let types else { return nil }
        return Rule.Scope(provider: provider, resourceTypes: types)
    }

    private func doubts(_ nodes: [YAMLNode]) -> Set<Doubt> {
        Set(
            nodes.compactMap { node in
                if let doubt = node.string.flatMap(Doubt.init) { return doubt }
                let known = Doubt.allCases.map(\.rawValue)
                let near = Suggestion.nearest(to: node.string ?? "", among: known).map { "did you mean \"\($0)\"?" }
                let hint = near ?? "known are \(known.joined(separator: ", "))"
                sink.append(node.diagnostic(.error, "there is no such doubt to allow", hint: hint))
                return nil
            }
        )
    }

    private func controls(_ nodes: [YAMLNode]) -> [String] {
        nodes.compactMap { node in
            guard let text = node.string else {
                sink.append(
                    node.diagnostic(.error, "expected a control such as \"27017 9.4.1\", found \(node.summary)")
                )
                return nil
            }
            if let complaint = ControlCatalogue.standard.complaint(about: text) {
                sink.append(node.diagnostic(.error, complaint))
            }
            return text
        }
    }
}

extension RuleReader {
    func identifier(_ reader: YAMLReader, _ key: String, _ isValid: (String) -> Bool, _ words: String) -> String? {
        reader.value(key, expecting: words) { node in node.string.flatMap { isValid($0) ? $0 : nil } }
    }

    private func text(_ reader: YAMLReader, _ key: String) -> LocalizedText? {
        reader.mapping(key).flatMap { localized($0) }
    }

    /// Customers are told in either language, so both must be there and say something.
    func localized(_ reader: YAMLReader) -> LocalizedText? {
        func filled(_ key: String) -> String? {
            reader.value(key, expecting: "a text that is not empty") { node in
                node.string.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
            }
        }
        let en = filled("en")
        let ja = filled("ja")
        reader.finish()
        guard let en, let ja else { return nil }
        return LocalizedText(en: en, ja: ja)
    }
}
