import Diagnostics
import Messages
import Rules
import YAML

/// A route and whether it is in use: one that is not stays in the file and out of the profile.
struct RouteSource {
    let route: Route
    let isEnabled: Bool

    var id: String { route.id }
}

/// Reads one route of a tenant; secrets are refused, only their names may stand here.
struct RouteReader {
    let sink: DiagnosticSink
    /// The ids of the tenant's people.
    let people: Set<String>

    func read(_ node: YAMLNode) -> RouteSource? {
        refuseSecrets(in: node)
        let reader = node.reader(into: sink)
        let id = reader.value("id", expecting: "a name of small letters, digits, dots and dashes", TenantReader.name)
        let channel: Channel? = reader.choice("channel")
        let to = reader.optionalSequence("to").compactMap(recipient)
        let url = reader.optionalNode("url")
        let secretRef = reader.optionalValue(
            "secretRef",
            expecting: "the name of a secret, such as acme-soc",
            secretName
        )
        let language: Language? = reader.optionalChoice("language")
        let minimum: Severity? = reader.optionalChoice("minimumSeverity")
        let isEnabled = reader.bool("enabled", default: true)
        for member in node.members ?? [] where SecretMask.isSecretName(member.name) {
            _ = reader.optionalNode(member.name)
        }
        reader.finish()
        guard let id, let channel else { return nil }
        let route = Route(
            id: id,
            channel: channel,
            to: to,
            url: url.flatMap(target),
            secretRef: secretRef,
            language: language,
            minimumSeverity: minimum ?? .low
        )
        requireParts(of: route, node)
        return RouteSource(route: route, isEnabled: isEnabled)
    }

    private func requireParts(of route: Route, _ node: YAMLNode) {
        func complain(_ message: String) {
            sink.append((node["channel"] ?? node).diagnostic(.error, message))
        }
        switch route.channel {
        case .email:
            if node["to"] == nil { complain("an e-mail route needs \"to\": people's ids or mail addresses") }
            if node["url"] != nil { complain("an e-mail route has no \"url\"") }
        case .webhook:
            if node["url"] == nil { complain("a webhook route needs a \"url\"") }
            if node["secretRef"] == nil {
                complain("a webhook route needs a \"secretRef\", by which its receiver knows us")
            }
            if !route.to.isEmpty { complain("a webhook route has no \"to\"") }
        case .directory:
            if node["url"] != nil || node["secretRef"] != nil {
                complain("a directory route has neither \"url\" nor \"secretRef\"")
            }
        }
    }

    private func recipient(_ node: YAMLNode) -> String? {
        guard let text = node.string, people.contains(text) || TenantReader.isMailAddress(text) else {
            let known = people.isEmpty ? "" : " (people: \(people.sorted().joined(separator: ", ")))"
            sink.append(
                node.diagnostic(.error, "expected a person's id or a mail address, found \(node.summary)\(known)")
            )
            return nil
        }
        return text
    }

    private func target(_ node: YAMLNode) -> String? {
        guard let url = node.string, url.wholeMatch(of: #/https?:\/\/[^\s\/?#]+[^\s#]*/#) != nil else {
            sink.append(
                node.diagnostic(.error, "expected an address such as https://example.com/hook, found \(node.summary)")
            )
            return nil
        }
        if SecretMask.masked(url) != url || url.prefix(while: { $0 != "?" }).contains("@") {
            sink.append(
                node.diagnostic(
                    .error,
                    "the address holds a secret",
                    hint: "put it in the notifier's secrets and name it with secretRef"
                )
            )
        }
        if url.hasPrefix("http://") {
            sink.append(node.diagnostic(.warning, "findings would be sent unencrypted", hint: "use https"))
        }
        return url
    }

    private func secretName(_ node: YAMLNode) -> String? {
        guard let name = TenantReader.name(node), SecretMask.masked(name) == name else { return nil }
        return name
    }

    private func refuseSecrets(in node: YAMLNode) {
        for member in node.members ?? [] where SecretMask.isSecretName(member.name) {
            let hint = "put it in a file of the notifier's secrets directory and write secretRef: with the file's name"
            sink.append(member.key.diagnostic(.error, "a secret may not stand in a profile", hint: hint))
        }
    }
}
