import Adapters
import Crypto
import JSON
import Messages

/// What an input file holds.
enum InputFormat: String, CaseIterable, Sendable {
    /// Whole messages, or the `data` of `config.changed`.
    case settei
    /// Notifications, items and snapshots of AWS Config.
    case awsConfig = "aws-config"

    /// The messages that a document holds, for `tenant` where the document does not say; and what is wrong with it.
    func messages(in document: JSONDocument, tenant: String?) -> (messages: [Message], mistakes: [String]) {
        switch self {
        case .settei: SetteiDocument.messages(in: document, tenant: tenant)
        case .awsConfig: AWSConfigDocument.messages(in: document, tenant: tenant)
        }
    }

    /// The changes that a document holds, for a check without any service; and what is wrong with it.
    func changes(in document: JSONDocument) -> (changes: [ConfigChanged], mistakes: [String]) {
        switch self {
        case .settei: SetteiDocument.changes(in: document)
        case .awsConfig:
            ((AWSConfigAdapter().read(document.root)).changes.map(\.change), AWSConfigDocument.mistakes(in: document))
        }
    }
}

/// Messages and data as PROTOCOL.md has them.
private enum SetteiDocument {
    static func messages(in document: JSONDocument, tenant: String?) -> (messages: [Message], mistakes: [String]) {
        let nodes = document.root.kind == .array ? Array(document.root.elements) : [document.root]
        var (messages, mistakes): ([Message], [String]) = ([], [])
        for node in nodes {
            do {
                messages.append(try message(node, tenant: tenant))
            } catch let error as DecodingError {
                mistakes.append(InputMistake.text(of: error))
            } catch {
                mistakes.append("\(error)")
            }
        }
        return (messages, mistakes)
    }

    static func changes(in document: JSONDocument) -> (changes: [ConfigChanged], mistakes: [String]) {
        let nodes = document.root.kind == .array ? Array(document.root.elements) : [document.root]
        var (changes, mistakes): ([ConfigChanged], [String]) = ([], [])
        for node in nodes {
            do {
                let data = node.member("specversion") == nil ? node : node.member("data") ?? node
                changes.append(try JSONNodeDecoder().decode(ConfigChanged.self, from: data))
            } catch let error as DecodingError {
                mistakes.append(InputMistake.text(of: error))
            } catch {
                mistakes.append("\(error)")
            }
        }
        return (changes, mistakes)
    }

    private static func message(_ node: JSONNode, tenant: String?) throws -> Message {
        guard node.member("specversion") == nil else {
            let header = try MessageHeader(reading: node)
            guard node.source.count <= Message.maximumBytes else { throw MessageTooLarge(bytes: node.source.count) }
            return Message(header: header, bytes: Array(node.source))
        }
        let changed = try JSONNodeDecoder().decode(ConfigChanged.self, from: node)
        let tenant = try InputMistake.tenant(tenant)
        let header = MessageHeader(
            id: id(tenant: tenant, changed: changed, bytes: node.source),
            kind: .configChanged,
            source: "//settei/command-line",
            tenant: tenant,
            subject: changed.resource.key,
            time: changed.observedAt
        )
        return try Message(header) { $0.raw(node.source) }
    }

    /// Follows from the content, so that publishing a file twice is a repeat.
    private static func id(tenant: String, changed: ConfigChanged, bytes: ArraySlice<UInt8>) -> MessageID {
        var hash = SHA256()
        hash.update(tenant)
        hash.update(0 as UInt8)
        hash.update(bytes)
        let digest = MessageID(bytes: hash.finish().bytes)
        return MessageID(
            milliseconds: changed.observedAt.milliseconds,
            version: 7,
            random: (digest?.high ?? 0, digest?.low ?? 0)
        )
    }
}

/// What AWS Config sends.
private enum AWSConfigDocument {
    static func messages(in document: JSONDocument, tenant: String?) -> (messages: [Message], mistakes: [String]) {
        let reading = AWSConfigAdapter().read(document.root)
        var (messages, mistakes): ([Message], [String]) = ([], reading.errors.map(\.description))
        for adapted in reading.changes {
            do {
                let header = MessageHeader(
                    id: adapted.id,
                    kind: .configChanged,
                    source: "//settei/aws-config",
                    tenant: try InputMistake.tenant(tenant),
                    subject: adapted.change.resource.key,
                    time: adapted.time
                )
                messages.append(try Message(header, data: adapted.change))
            } catch {
                mistakes.append("\(adapted.change.resourceType) \(adapted.change.resourceId): \(error)")
            }
        }
        return (messages, mistakes)
    }

    static func mistakes(in document: JSONDocument) -> [String] {
        AWSConfigAdapter().read(document.root).errors.map(\.description)
    }
}

/// What is wrong with an input, in words.
enum InputMistake {
    /// `tenant`, where it is one.
    static func tenant(_ tenant: String?) throws -> String {
        guard let tenant else { throw CommandFailure(.usage, "--tenant TENANT is missing, and the input does not say") }
        guard TenantProfile.isValid(id: tenant) else {
            throw CommandFailure(
                .usage,
                "--tenant takes 1 to 63 of a-z, 0-9 and '-', not '\(Console.printable(tenant))'"
            )
        }
        return tenant
    }

    /// Path and reason of a decoding error.
    static func text(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            "\(path(context.codingPath)): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the document" : keys.map(\.stringValue).joined(separator: ".")
    }
}
