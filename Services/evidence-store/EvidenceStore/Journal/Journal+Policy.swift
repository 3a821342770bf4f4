import Messages

extension Journal {
    func appendDocument(_ incoming: Incoming, _ facts: DocumentFacts, now: Timestamp) throws -> AppendResult {
        try appendOriginal(incoming, now: now) { try policies.hold(facts, seq: $0.seq) }
    }

    /// A manifest that follows the one in force replaces it, and every resource is to be assessed again.
    func appendManifest(_ incoming: Incoming, _ facts: ManifestFacts, now: Timestamp) throws -> AppendResult {
        let owner = try names.principals.id(incoming.principal)
        if try !messages.contains(incoming.header.id, owner: owner), let objection = try policies.objection(to: facts) {
            return .refused(objection.0, where: objection.where)
        }
        return try appendOriginal(incoming, now: now) { message in
            let before = policies.inForce?.digest
            try policies.putInForce(facts, seq: message.seq)
            guard let policy = policies.inForce, policy.digest != before else { return }
            draft.policyDigest = policy.digest
            try sweeps.begin(.policy, policy, at: now)
        }
    }
}
