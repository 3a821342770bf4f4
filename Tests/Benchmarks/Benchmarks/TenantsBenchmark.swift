import Bus
import Installation
import Messages
import Threading

/// Measures how many changes a second go through all services when 10,000 tenants speak in no order, beside one tenant alone.
///
/// Built processes, one integrator who speaks for all over four connections. Both sides have as many resources, and take turns. The journal
/// alone is measured beside it: there the disk's share is apart.
struct TenantsBenchmark {
    let isQuick: Bool

    private var tenants: Int { isQuick ? 2_000 : 10_000 }

    func run() async throws -> Report {
        var report = Report()
        report["tenants"] = Double(tenants)
        try await measureAll(into: &report)
        try TenantsInJournal(tenants: tenants, rounds: isQuick ? 3 : 15).run(into: &report)
        return report
    }

    private func measureAll(into report: inout Report) async throws {
        let scene = try await TenantsScene(tenants: tenants)
        defer { scene.installation.stop() }
        // Keys are made, and everybody's first findings are told.
        let first = MonotonicClock.system.now()
        for hasMany in [true, false] { _ = try await scene.rate(hasMany: hasMany) }
        await scene.waitUntilIdle()
        report["firstRoundSeconds"] = (MonotonicClock.system.now() - first).seconds
        var rates = [[Double](), []]
        for round in 0..<(isQuick ? 4 : 12) {
            for place in round % 2 == 0 ? [0, 1] : [1, 0] {
                rates[place].append(try await scene.rate(hasMany: place == 0))
                await scene.waitUntilIdle()
            }
        }
        await scene.stop()
        report["ratio"] = rates[0].median / rates[1].median
        report["changesPerSecond"] = rates[0].median
        report["changesPerSecondOfOne"] = rates[1].median
        report["store.megabytes"] = scene.storeMegabytes
        report.add("changesPerSecondByRound", rates[0])
        report.add("changesPerSecondOfOneByRound", rates[1])
    }
}
