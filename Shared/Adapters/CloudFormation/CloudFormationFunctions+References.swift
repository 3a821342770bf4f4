import JSON

extension CloudFormationFunctions {
    /// `Ref`: a parameter's default, a resource's logical id, or what is known of the stack itself.
    mutating func reference(_ argument: JSONNode) -> SettingTree? {
        guard let name = argument.string else { return .unknown }
        if name.hasPrefix("AWS::") { return Self.pseudo(name) }
        if let parameter = parameters?[name] { return Self.value(of: parameter) }
        return resources?[name] == nil ? .unknown : .text(name)
    }

    /// `Fn::GetAtt`: the logical id where the attribute is the resource's identity.
    func attribute(_ argument: JSONNode) -> SettingTree {
        var parts = argument.elements.compactMap(\.string)
        if let text = argument.string { parts = text.split(separator: ".", maxSplits: 1).map(String.init) }
        guard parts.count == 2, resources?[parts[0]] != nil, Self.isIdentity(parts[1]) else { return .unknown }
        return .text(parts[0])
    }

    /// Whether an attribute says which resource it is of.
    static func isIdentity(_ name: String) -> Bool {
        if foreignNames.contains(name) { return false }
        return name == "Arn" || name == "Id" || name == "Name" || name.hasSuffix("Arn") || name.hasSuffix("Id")
            || name.hasSuffix("Name")
    }

    /// Attributes that look like an identity and name something else.
    private static let foreignNames: Set<String> = [
        "DomainName", "RegionalDomainName", "DNSName", "DualStackDomainName", "HostedZoneId", "CanonicalHostedZoneID",
        "CanonicalHostedZoneNameID", "CanonicalHostedZoneName", "DefaultNetworkAcl", "AvailabilityZoneId", "VpcId",
        "LoadBalancerFullName", "TargetGroupFullName", "PrivateDnsName", "PublicDnsName", "RegionalHostedZoneId",
        "DistributionDomainName", "DistributionHostedZoneId", "DbiResourceId", "RootResourceId",
    ]

    /// A pseudo parameter by itself; nil for `AWS::NoValue`.
    private static func pseudo(_ name: String) -> SettingTree? {
        switch name {
        case "AWS::NoValue": nil
        case "AWS::Partition": .text("aws")
        case "AWS::URLSuffix": .text("amazonaws.com")
        case "AWS::AccountId": .text(account)
        default: .unknown
        }
    }

    /// The account that the stack will be made in: nobody knows which, but that it is one's own.
    static let account = "000000000000"
    /// The region inside of longer texts such as ARNs, which nothing but their form depends on.
    static let region = "us-east-1"

    /// What a parameter is when nobody gives it; unknown where it has no default, or has it read from elsewhere.
    private static func value(of parameter: JSONNode) -> SettingTree {
        let type = parameter.text("Type") ?? "String"
        guard let node = parameter.member("Default"), !node.isNull, !type.hasPrefix("AWS::SSM::") else {
            return .unknown
        }
        let text = node.string ?? (node.kind == .bool || node.double != nil ? node.description : nil)
        guard let text else { return .unknown }
        if parameter.member("NoEcho").map({ $0.bool == true || $0.isString("true") }) == true {
            return TerraformValues.masked(text)
        }
        if type == "CommaDelimitedList" || type.hasPrefix("List<") {
            let elements = text.split(separator: ",", omittingEmptySubsequences: false)
            return .list(elements.map { scalar(String($0).trimmingSpaces, isNumber: type == "List<Number>") })
        }
        return scalar(text, isNumber: type == "Number")
    }

    private static func scalar(_ text: String, isNumber: Bool) -> SettingTree {
        if isNumber, let node = try? JSONDocument(text).root, node.double != nil { return .scalar(Array(text.utf8)) }
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return .text(text)
        }
    }
}

extension String {
    /// The text without spaces at its ends.
    var trimmingSpaces: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
