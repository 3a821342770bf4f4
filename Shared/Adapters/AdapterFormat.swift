/// Names the formats that can be read, as `--format` takes them.
public enum AdapterFormat: String, CaseIterable, Sendable {
    case awsConfig = "aws-config"
    case cloudTrail = "cloudtrail"
    case azureResource = "azure-resource"
    case azureActivity = "azure-activity-log"
    case eventGrid = "event-grid"
    case googleAsset = "gcp-asset"
    case googleAudit = "gcp-audit-log"
    case kubernetes
    case kubernetesAudit = "kubernetes-audit"
    case admissionReview = "admission-review"
    case scubaGear = "scubagear"
    case scubaGoggles = "scubagoggles"
    case terraformPlan = "terraform-plan"
    case terraformState = "terraform-state"
    case cloudFormation = "cloudformation"
    case mapped

    /// Who writes it, as a sentence's subject: "… is nothing that AWS Config sends".
    public var title: String {
        switch self {
        case .awsConfig: "AWS Config"
        case .cloudTrail: "AWS CloudTrail"
        case .azureResource: "Azure Resource Manager"
        case .azureActivity: "Azure's Activity Log"
        case .eventGrid: "Azure Event Grid"
        case .googleAsset: "Google's Cloud Asset Inventory"
        case .googleAudit: "Google's audit logs"
        case .kubernetes: "Kubernetes"
        case .kubernetesAudit: "Kubernetes' audit log"
        case .admissionReview: "Kubernetes' admission control"
        case .scubaGear: "ScubaGear"
        case .scubaGoggles: "ScubaGoggles"
        case .terraformPlan: "a Terraform plan"
        case .terraformState: "a Terraform state"
        case .cloudFormation: "CloudFormation"
        case .mapped: "a mapping"
        }
    }

    /// What of it is read, to complete "known are …".
    public var forms: String {
        switch self {
        case .awsConfig:
            """
            configuration items and lists of them, ConfigurationItemChangeNotification and \
            OversizedConfigurationItemChangeNotification (bare, from SNS, SQS or EventBridge), snapshot files and invoking \
            events of rules
            """
        case .cloudTrail: "records, log files and EventBridge's events of them"
        case .azureResource: "resources and the answers of Resource Graph"
        case .azureActivity: "records of the Activity Log"
        case .eventGrid: "events of resources, in Event Grid's schema and as CloudEvents"
        case .googleAsset: "assets, exports and feeds"
        case .googleAudit: "log entries with an AuditLog"
        case .kubernetes: "objects and lists of them"
        case .kubernetesAudit: "events and lists of them"
        case .admissionReview: "AdmissionReview requests"
        case .scubaGear, .scubaGoggles: "the settings that it exports as JSON"
        case .terraformPlan: "what `terraform show -json PLAN` writes"
        case .terraformState: "what `terraform show -json` writes, and terraform.tfstate of version 4"
        case .cloudFormation: "templates in JSON and YAML"
        case .mapped: "whatever the mapping describes"
        }
    }
}
