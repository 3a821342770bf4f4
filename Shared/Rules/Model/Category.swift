/// Names what a setting is about; every rule belongs to exactly one category.
///
/// Source: MIC-CFG, fig. II.1.1-1.
public enum Category: String, CaseIterable, Codable, Hashable, Sendable {
    case identity = "1"
    case logging = "2"
    case objectStorage = "3"
    case virtualMachines = "4.1"
    case network = "4.2"
    case centralSecurity = "5"
    case keyManagement = "6.1"
    case platformApplications = "6.2"
    case databases = "6.3"
    case containers = "6.4"
    case other = "7"

    /// The category's name as the guideline gives it.
    public var name: LocalizedText {
        switch self {
        case .identity: LocalizedText(en: "Identity and access management", ja: "IDとアクセス管理")
        case .logging: LocalizedText(en: "Logging and monitoring", ja: "ロギングとモニタリング")
        case .objectStorage: LocalizedText(en: "Object storage", ja: "オブジェクトストレージ")
        case .virtualMachines: LocalizedText(en: "Virtual machines", ja: "仮想マシン")
        case .network: LocalizedText(en: "Network", ja: "ネットワーク")
        case .centralSecurity: LocalizedText(en: "Central security management", ja: "セキュリティ等の集中管理")
        case .keyManagement: LocalizedText(en: "Key management", ja: "鍵管理")
        case .platformApplications: LocalizedText(en: "PaaS applications", ja: "PaaSが提供するアプリケーション")
        case .databases: LocalizedText(en: "Databases", ja: "データベース")
        case .containers: LocalizedText(en: "Containers", ja: "コンテナ")
        case .other: LocalizedText(en: "Other settings", ja: "その他の設定項目")
        }
    }
}
