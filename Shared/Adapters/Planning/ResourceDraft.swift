import JSON
import Messages

/// A resource that is being put together.
struct ResourceDraft {
    let provider: String
    let service: String
    let type: String
    var settings: SettingObject
    var id = ""
    var names: [String] = []
    var origins: [String] = []
    var action = ChangeAction.snapshot
    var region: String?
    var account: String?
    var errors: [String] = []

    init(provider: String, service: String, type: String, settings: SettingObject) {
        self.provider = provider
        self.service = service
        self.type = type
        self.settings = settings
    }

    /// Takes what the planned resource is called and where it is.
    mutating func take(_ resource: PlannedResource, id: String?, names: [String], region: String?, account: String?) {
        self.id = id ?? resource.address
        self.names = Self.unique(Self.names(of: resource) + [self.id] + names)
        origins = [resource.address]
        action = resource.action
        let place = resource.values.member("region")?.string ?? resource.values.member("location")?.string
        self.region = region ?? place ?? resource.region
        self.account = account ?? Self.account(in: resource.values)
    }

    /// What a resource may be called by others of its plan, whatever it is.
    static func names(of resource: PlannedResource) -> [String] {
        let values = resource.values
        let texts = [JSONKey("id"), JSONKey("arn"), JSONKey("self_link"), JSONKey("name")].compactMap { key in
            values.member(key)?.string
        }
        return unique([resource.address] + texts.filter { !$0.isEmpty })
    }

    private static func account(in values: JSONNode) -> String? {
        if let name = values.member("arn")?.string.flatMap(AmazonResourceName.init)?.account { return name }
        return values.member("project")?.string
    }

    static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// The finished resource.
    func finished() -> MappedResource? {
        let tree = SettingTree.object(settings)
        var errors = errors
        let made: (document: JSONDocument, gaps: JSONGaps)
        do throws(JSONError) {
            made = try tree.document()
        } catch {
            var open = SettingObject()
            open.isOpen = true
            guard let empty = try? SettingTree.object(open).document() else { return nil }
            errors.append("the settings cannot be written: \(error)")
            made = empty
        }
        return MappedResource(
            provider: provider,
            service: service,
            resourceType: type,
            id: id,
            names: names,
            origins: origins,
            action: action,
            region: region,
            account: account,
            configuration: made.document,
            gaps: made.gaps,
            errors: errors
        )
    }
}

/// Settings that a planned resource adds to another one.
struct ResourcePart {
    let provider: String
    let type: String
    /// What it calls the resources that it configures; nil where that is not known.
    let named: [String]?
    let address: String
    /// What others may call it.
    let names: [String]
    let action: ChangeAction
    let region: String?
    var settings: SettingObject
    let errors: [String]
}
