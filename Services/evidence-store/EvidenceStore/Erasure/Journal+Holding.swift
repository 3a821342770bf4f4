import Messages

extension Journal {
    /// Records a hold, and puts it in force from this message on.
    func appendHold(_ incoming: Incoming, _ hold: HoldPlaced, now: Timestamp) throws -> AppendResult {
        let owner = try names.principals.id(incoming.principal)
        if try !messages.contains(incoming.header.id, owner: owner), try holds.isKnown(hold.hold) {
            return .refused(.idConflict, where: "data.hold")
        }
        let tenant = (id: try names.tenants.id(hold.tenant), name: hold.tenant)
        return try appendOriginal(incoming, sealing: hold.tenant, now: now) { message in
            try holds.place(hold, tenant: tenant, seq: message.seq, at: now)
        }
    }

    /// Records the end of a hold; what only it kept is destroyed.
    func appendRelease(_ incoming: Incoming, _ release: HoldReleased, now: Timestamp) throws -> AppendResult {
        let owner = try names.principals.id(incoming.principal)
        guard try messages.contains(incoming.header.id, owner: owner) || holds.isActive(release.hold) else {
            return .refused(.unknownHold, where: "data.hold")
        }
        return try appendOriginal(incoming, now: now) { message in
            guard let hold = try holds.release(release.hold, seq: message.seq) else { return }
            try erasures.addRelease(of: hold)
        }
    }

    /// Records that keys are to be destroyed, and begins with it; refused where a hold keeps all of it.
    func appendErasure(_ incoming: Incoming, _ order: ErasureOrdered, now: Timestamp) throws -> AppendResult {
        let tenant = try names.tenants.id(order.tenant)
        let scope = ErasureScope(order)
        let owner = try names.principals.id(incoming.principal)
        if try !messages.contains(incoming.header.id, owner: owner),
            try holds.active(of: tenant).contains(where: { $0.covers(scope) })
        {
            return .refused(.underHold, where: "data.tenant")
        }
        return try appendOriginal(incoming, now: now) { message in
            _ = try erasures.add(tenant: tenant, order: message.seq, scope, size: names.tenants.size(tenant))
            keys.reload()
        }
    }
}
