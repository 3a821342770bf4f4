import Foundation
import Installation

/// Profiles of tenants for benchmarks, as the files that an operator would write.
enum TenantProfiles {
    /// One tenant with one route, such as `{ id: files, channel: directory }`, and a further line.
    static func profile(_ tenant: String, route: String, _ more: String = "") -> String {
        """
        apiVersion: settei/v1
        kind: Tenant
        id: \(tenant)
        name: { en: \(tenant), ja: \(tenant) }
        language: ja
        timeZone: Asia/Tokyo
        routes:
          - \(route)
        \(more)
        """
    }

    /// The files of `tenants`, by name, each with the route that `route` says.
    static func files(_ tenants: [String], route: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: tenants.map { ("\($0).yaml", profile($0, route: route)) })
    }
}

extension Installation {
    /// One whose `tenants` are all told at `arrivals`, by webhook; nothing of it is started.
    ///
    /// - Parameter more: further members of the route, such as `minimumSeverity: critical`.
    static func telling(_ arrivals: Arrivals, _ tenants: [String], _ more: String...) throws -> Installation {
        let url = #"url: "http://127.0.0.1:\#(arrivals.port)/hook""#
        let route = (["id: hook", "channel: webhook", url, "secretRef: hook"] + more).joined(separator: ", ")
        let installation = try Installation(
            integrators: ["acme-ci": tenants],
            tenants: TenantProfiles.files(tenants, route: "{ \(route) }"),
            settings: [.notifier: ["webhook-allow": "127.0.0.0/8"]]
        )
        do {
            let secret = Data((0..<32).map { UInt8($0) }).base64EncodedString()
            try installation.write("whsec_\(secret)\n", to: "secrets/hook")
        } catch {
            installation.stop()
            throw error
        }
        return installation
    }
}
