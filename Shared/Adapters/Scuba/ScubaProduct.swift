/// The part of a tenant's settings that belongs to one product: the resource that rules are about.
struct ScubaProduct: Sendable {
    /// Such as `M365/Teams`.
    let type: String
    /// Members of the export that hold its settings; at least one must be there.
    let keys: Set<String>
    /// Members that other products hold too, given to each that is there.
    var shared: Set<String> = []

    /// Source: ScubaGear's `ProviderSettingsExport.json`, as its own policies read it.
    static let microsoft: [ScubaProduct] = [
        ScubaProduct(
            type: "M365/EntraID",
            keys: [
                "conditional_access_policies", "authorization_policies", "authentication_method", "privileged_users",
                "privileged_roles", "directory_settings", "admin_consent_policies", "cap_table_data",
                "risky_applications", "risky_third_party_service_principals", "default_app_management_policy",
                "risky_delegated_permission_classifications", "domain_settings",
            ],
            shared: tenant.union(["service_plans"])
        ),
        ScubaProduct(
            type: "M365/Defender",
            keys: [
                "protection_policy_rules", "atp_policy_rules", "anti_phish_policies", "anti_phish_rules",
                "dlp_compliance_policies", "dlp_compliance_rules", "protection_alerts", "atp_policy_for_o365",
                "anti_malware_policies", "anti_malware_rules", "safe_attachment_policies", "safe_attachment_rules",
                "safe_links_policies", "safe_links_rules", "built_in_protection_rules",
                "hosted_content_filter_policies", "hosted_content_filter_rules", "unified_audit_log_retention_policies",
                "admin_audit_log_config",
            ],
            shared: tenant.union([
                "defender_license", "defender_dlp_license", "accepted_domains", "conn_filter", "service_plans",
            ])
        ),
        ScubaProduct(
            type: "M365/ExchangeOnline",
            keys: [
                "remote_domains", "spf_records", "dkim_config", "dkim_records", "dmarc_records", "transport_config",
                "sharing_policy", "transport_rule", "conn_filter", "org_config",
            ],
            shared: tenant.union(["accepted_domains"])
        ),
        ScubaProduct(
            type: "M365/PowerPlatform",
            keys: ["environment_creation", "dlp_policies", "tenant_isolation", "environment_list"],
            shared: tenant.union(["tenant_id"])
        ),
        ScubaProduct(type: "M365/SharePoint", keys: ["SPO_tenant", "SPO_site", "OneDrive_PnP_Flag"], shared: tenant),
        ScubaProduct(
            type: "M365/Teams",
            keys: [
                "meeting_policies", "federation_configuration", "client_configuration", "app_policies",
                "broadcast_policies", "teams_tenant_info", "tenant_app_settings",
            ],
            shared: tenant
        ),
        ScubaProduct(
            type: "M365/PowerBI",
            keys: ["powerbi_tenant_settings"],
            shared: tenant.union(["powerbi_license_found"])
        ),
    ]

    /// Source: ScubaGoggles' `ProviderSettingsExport.json`.
    static let google: [ScubaProduct] = [
        ("Commoncontrols", "commoncontrols"), ("Gmail", "gmail"), ("Drive", "drive"), ("Calendar", "calendar"),
        ("Chat", "chat"), ("Meet", "meet"), ("Groups", "groups"), ("Sites", "sites"), ("Classroom", "classroom"),
        ("Rules", "rules"), ("AssuredControls", "assuredcontrols"), ("Gemini", "gemini"),
    ].map { name, word in
        var own: Set<String> = ["\(word)_logs", "\(word)_exclusions"]
        if word == "gmail" {
            own.formUnion(["dkim_records", "spf_records", "dmarc_records", "domains", "imap_exclusions"])
        }
        if word == "commoncontrols" {
            own.formUnion([
                "super_admins", "privileged_users", "inbound_sso_assignments", "organizational_units",
                "privileged_users_error", "inbound_sso_assignments_error",
            ])
        }
        // The policies of all products stand in one member.
        return ScubaProduct(type: "Workspace/\(name)", keys: own.union(["policies"]), shared: ["tenant_info"])
    }

    private static let tenant: Set<String> = ["tenant_details", "scuba_config", "module_version", "date"]
}
