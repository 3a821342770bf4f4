import Diagnostics
import Rules
import ServiceKit

/// Counts what the registry does; every instrument is asked for once.
struct RegistryMetrics: Sendable {
    let looks: Counter
    let publications: Counter
    let submissions: Counter
    let tenantUpdates: Counter
    let failures: Counter
    let policyVersion: Gauge
    let packs: Gauge
    let rules: Gauge
    let tests: Gauge
    let tenants: Gauge
    let packMistakes: Gauge
    let tenantMistakes: Gauge

    init(_ metrics: Metrics) {
        looks = metrics.counter("settei_registry_readings_total", "Times that the folders were read.")
        publications = metrics.counter("settei_registry_publications_total", "Manifests that were put in force.")
        submissions = metrics.counter("settei_registry_documents_total", "Policy documents that were submitted.")
        tenantUpdates = metrics.counter("settei_registry_tenant_updates_total", "Profiles that were published.")
        failures = metrics.counter("settei_registry_failures_total", "Publications that the journal did not take.")
        policyVersion = metrics.gauge("settei_registry_policy_version", "Version of the policy in force; 0 for none.")
        packs = metrics.gauge("settei_registry_packs", "Rule packs in the folder.")
        rules = metrics.gauge("settei_registry_rules", "Rules in the packs.")
        tests = metrics.gauge("settei_registry_rule_tests", "Tests of rules that were run at the last reading.")
        tenants = metrics.gauge("settei_registry_tenants", "Profiles without mistakes in the folder.")
        let mistakes = "Mistakes at the last reading."
        packMistakes = metrics.gauge("settei_registry_mistakes", mistakes, labels: ["folder": "policies"])
        tenantMistakes = metrics.gauge("settei_registry_mistakes", mistakes, labels: ["folder": "tenants"])
    }

    func count(_ proposal: Proposal) {
        looks.increment()
        packs.set(proposal.packs.packs.count)
        rules.set(proposal.packs.packs.reduce(0) { $0 + $1.activeRules.count })
        tests.set(proposal.packs.testCount)
        tenants.set(proposal.tenants.profiles.count)
        packMistakes.set(proposal.packs.diagnostics.errors.count)
        tenantMistakes.set(proposal.tenants.diagnostics.errors.count)
    }
}
