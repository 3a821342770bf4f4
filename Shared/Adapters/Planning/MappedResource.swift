public import JSON
public import Messages

/// A resource in its cloud's own shape, put together from all planned resources that configure it.
public struct MappedResource: Sendable {
    /// The cloud, in lower case.
    public let provider: String
    /// The cloud's service.
    public let service: String
    /// The resource type as the cloud spells it.
    public let resourceType: String
    /// What the cloud will call it, where that is known; else its address.
    public let id: String
    /// What others may call it: address, id, ARN, link, name.
    public let names: [String]
    /// The addresses that it was put together from: its own first, then its parts'.
    public let origins: [String]
    /// What is planned.
    public let action: ChangeAction
    /// The region; nil where nothing says it.
    public let region: String?
    /// The account, subscription or project; nil where nothing says it.
    public let account: String?
    /// The settings, as rules see them, with what is not known marked.
    public let configuration: JSONDocument
    /// What of the settings is not known.
    public let gaps: JSONGaps
    /// What could not be mapped, in words; such settings are unknown.
    public let errors: [String]
}
