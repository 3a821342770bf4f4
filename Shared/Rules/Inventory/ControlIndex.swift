/// Lists the controls that rules about settings can serve, so that those without any rule are seen too.
///
/// What only people, contracts and organisation can meet is not in it.
public struct ControlIndex: Sendable {
    /// One control.
    public struct Entry: Sendable, Hashable {
        /// The source and the number, as rules refer to it.
        public let reference: String
        /// What it asks, in a few words.
        public let title: LocalizedText

        init(_ reference: String, _ en: String, _ ja: String) {
            self.reference = reference
            title = LocalizedText(en: en, ja: ja)
        }

        /// Whether a rule's reference means this control or an item of it.
        func covers(_ other: String) -> Bool {
            other == reference || other.hasPrefix(reference + " ") || other.hasPrefix(reference + "(")
        }
    }

    /// The measure that the guideline's chart III.3.1-1 divides by the categories of settings.
    public static let chart = "MIC-CFG III.3.1.1"

    /// The guideline's other measures.
    ///
    /// Source: MIC-CFG, in our words.
    public static let guideline = [
        Entry("MIC-CFG II.1.1", "Know the settings of each category", "設定項目を分類ごとに把握する"),
        Entry("MIC-CFG II.1.2", "Divide responsibility by layer and service model", "レイヤーとサービス形態ごとに責任を分担する"),
        Entry("MIC-CFG III.1.1.1", "Governance: rules, inventory and accounts", "方針・台帳・アカウントのガバナンス"),
        Entry("MIC-CFG III.1.1.3", "Settings that are dangerous in combination", "組合せで危険になる設定への対応"),
        Entry("MIC-CFG III.2.1.2", "Know the defaults and how they change", "既定値とその変更の把握"),
        Entry("MIC-CFG III.2.1.3", "Work on settings with rules and double checks", "手順とダブルチェックによる設定作業"),
        Entry("MIC-CFG III.3.1.2", "Monitor settings and put them back", "設定の監視と復元"),
        Entry("MIC-CFG III.3.3.1", "Tools that look after settings", "設定を管理するツールの利用"),
        Entry("MIC-CFG III.4.3.1", "Check all settings at intervals", "設定の定期的な点検"),
        Entry("MIC-CFG IV.2.3.1", "Provider: tell what settings mean", "提供者:設定の意味の情報提供"),
        Entry("MIC-CFG IV.4.2.1", "Provider: show dangerous settings", "提供者:危険な設定の提示"),
        Entry("MIC-CFG IV.5.3.1", "Provider: warn before a setting is made", "提供者:設定前の警告"),
    ]

    /// Controls of ISO/IEC 27017:2015 and its clause numbers of ISO/IEC 27002:2013 that settings can meet.
    public static let cloudControls = accessControls + operationControls + networkControls

    private static let accessControls = [
        Entry("27017 6.1.2", "Segregation of duties", "職務の分離"),
        Entry("27017 8.1.1", "Inventory of assets", "資産目録"),
        Entry("27017 CLD.8.1.5", "Removal of customers' assets", "クラウドサービスカスタマの資産の除去"),
        Entry("27017 9.1.2", "Access to networks and network services", "ネットワーク及びネットワークサービスへのアクセス"),
        Entry("27017 9.2.1", "User registration and de-registration", "利用者登録及び登録削除"),
        Entry("27017 9.2.2", "User access provisioning", "利用者アクセスの提供"),
        Entry("27017 9.2.3", "Management of privileged access rights", "特権的アクセス権の管理"),
        Entry("27017 9.2.4", "Management of secret authentication information", "利用者の秘密認証情報の管理"),
        Entry("27017 9.2.5", "Review of user access rights", "利用者アクセス権のレビュー"),
        Entry("27017 9.2.6", "Removal or adjustment of access rights", "アクセス権の削除又は修正"),
        Entry("27017 9.3.1", "Use of secret authentication information", "秘密認証情報の利用"),
        Entry("27017 9.4.1", "Information access restriction", "情報へのアクセス制限"),
        Entry("27017 9.4.2", "Secure log-on procedures", "セキュリティに配慮したログオン手順"),
        Entry("27017 9.4.3", "Password management system", "パスワード管理システム"),
        Entry("27017 9.4.4", "Use of privileged utility programs", "特権的なユーティリティプログラムの使用"),
        Entry("27017 CLD.9.5.1", "Segregation in virtual computing environments", "仮想コンピューティング環境における分離"),
        Entry("27017 CLD.9.5.2", "Virtual machine hardening", "仮想マシンの要塞化"),
        Entry("27017 10.1.1", "Policy on the use of cryptographic controls", "暗号による管理策の利用方針"),
        Entry("27017 10.1.2", "Key management", "鍵管理"),
    ]

    private static let operationControls = [
        Entry("27017 12.1.2", "Change management", "変更管理"),
        Entry("27017 12.1.3", "Capacity management", "容量・能力の管理"),
        Entry("27017 12.1.4", "Separation of development, testing and operation", "開発環境、試験環境及び運用環境の分離"),
        Entry("27017 CLD.12.1.5", "Administrator's operational security", "実務管理者の運用のセキュリティ"),
        Entry("27017 12.2.1", "Controls against malware", "マルウェアに対する管理策"),
        Entry("27017 12.3.1", "Information backup", "情報のバックアップ"),
        Entry("27017 12.4.1", "Event logging", "イベントログ取得"),
        Entry("27017 12.4.2", "Protection of log information", "ログ情報の保護"),
        Entry("27017 12.4.3", "Administrator and operator logs", "実務管理者及び運用担当者の作業ログ"),
        Entry("27017 12.4.4", "Clock synchronisation", "クロックの同期"),
        Entry("27017 CLD.12.4.5", "Monitoring of cloud services", "クラウドサービスの監視"),
        Entry("27017 12.5.1", "Installation of software on operational systems", "運用システムに関わるソフトウェアの導入"),
        Entry("27017 12.6.1", "Management of technical vulnerabilities", "技術的ぜい弱性の管理"),
    ]

    private static let networkControls = [
        Entry("27017 13.1.1", "Network controls", "ネットワーク管理策"),
        Entry("27017 13.1.2", "Security of network services", "ネットワークサービスのセキュリティ"),
        Entry("27017 13.1.3", "Segregation in networks", "ネットワークの分離"),
        Entry("27017 CLD.13.1.4", "Virtual and physical network security in line", "仮想及び物理ネットワークのセキュリティ管理の整合"),
        Entry("27017 13.2.1", "Information transfer policies", "情報転送の方針及び手順"),
        Entry("27017 13.2.3", "Electronic messaging", "電子的メッセージ通信"),
        Entry("27017 14.1.2", "Application services on public networks", "公衆ネットワーク上のアプリケーションサービスのセキュリティの考慮"),
        Entry("27017 14.1.3", "Application services' transactions", "アプリケーションサービスのトランザクションの保護"),
        Entry("27017 14.2.1", "Secure development policy", "セキュリティに配慮した開発のための方針"),
        Entry("27017 16.1.2", "Reporting information security events", "情報セキュリティ事象の報告"),
        Entry("27017 16.1.7", "Collection of evidence", "証拠の収集"),
        Entry("27017 17.2.1", "Availability of information processing facilities", "情報処理施設の可用性"),
        Entry("27017 18.1.1", "Applicable law and where data lies", "適用法令及びデータの所在"),
        Entry("27017 18.1.3", "Protection of records", "記録の保護"),
        Entry("27017 18.1.4", "Privacy and personal data", "プライバシー及び個人を特定できる情報の保護"),
        Entry("27017 18.2.3", "Technical compliance review", "技術的順守のレビュー"),
    ]
}
