import Crypto
import JSON
import Messages

/// Messages and data as PROTOCOL.md has them.
enum SetteiDocument {
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
