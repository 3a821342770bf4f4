import Testing
import Threading

/// A harness that finds nothing proves nothing: each mistake made on purpose must be found, by what it leads to.
@Suite(.timeLimit(.minutes(2))) struct MutationTests {
    @Test(
        "a mistake is found",
        arguments: [
            (Mutation.noRetransmit, "did not come to rest"), (.noRedelivery, "has no assessment"),
            (.receiptBeforeCommit, "0 times in the journal"), (.noLaneExclusivity, "goes out while"),
            (.noGapDetection, "reader read"), (.noCredit, "more than its credit"),
            (.freshOutsideId, "came with ids"),
        ]
    )
    func found(mutation: Mutation, symptom: String) throws {
        var faults: [String] = []
        // Not every run kills the store in the moment that tells.
        for seed in 77..<UInt64(83) {
            let simulation = try Installation.simulation(seed: seed, changes: 60, mutation: mutation)
            faults = try Installation.run(simulation, faulty: .seconds(12), calm: .seconds(25)).faults
            if faults.contains(where: { $0.contains(symptom) }) { return }
        }
        Issue.record("\(mutation): \(faults)")
    }

    @Test("without it, the same run has no fault")
    func unmutated() throws {
        let simulation = try Installation.simulation(seed: 77, changes: 60)
        let outcome = try Installation.run(simulation, faulty: .seconds(12))
        #expect(outcome.faults.isEmpty, "\(outcome.report)")
    }
}
