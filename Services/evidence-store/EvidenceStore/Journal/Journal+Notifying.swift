import Messages

extension Journal {
    /// A plan's deliveries must be made, each by itself.
    func appendPlan(_ incoming: Incoming, _ facts: PlannedFacts, now: Timestamp) throws -> AppendResult {
        try appendAnswer(incoming, to: .plan, now: now) { message, obligation in
            try obligations.close(obligation, as: .met, answer: message.seq, at: now)
            for (index, route) in facts.routes.enumerated() {
                try openDelivery(
                    1,
                    to: route,
                    named: String(index + 1),
                    of: message,
                    tenant: obligation.tenant,
                    dueAt: nil,
                    now: now
                )
            }
        }
    }

    /// A delivery was made, is to be tried again, or is given up.
    func appendDelivery(_ incoming: Incoming, _ facts: DeliveredFacts, now: Timestamp) throws -> AppendResult {
        try appendAnswer(incoming, to: .deliver, now: now) { message, obligation in
            let isGivenUp = facts.failure.map { $0.nextAttemptAt == nil } ?? false
            try obligations.close(obligation, as: isGivenUp ? .givenUp : .met, answer: message.seq, at: now)
            guard let failure = facts.failure else { return }
            if let next = failure.nextAttemptAt {
                try openNextDelivery(after: obligation, dueAt: next, now: now)
            } else {
                try giveUp(obligation, reason: failure.reason, now: now)
            }
        }
    }

    /// Opens the delivery after `obligation`, to the same route.
    func openNextDelivery(after obligation: Obligation, dueAt: Timestamp?, now: Timestamp) throws {
        guard let plan = try recorded.message(obligation.message), !plan.isErased else { return }
        guard let number = obligation.route, let route = try names.routes.name(number) else { return }
        try openDelivery(
            (obligation.delivery ?? 0) + 1,
            to: route,
            named: obligation.item.text,
            of: plan,
            tenant: obligation.tenant,
            dueAt: dueAt,
            now: now
        )
    }

    /// - Parameter name: stands for the route in the item's id, which stays in a leaf for ever and must tell nothing: the place
    ///   in the plan, or the item of the try before.
    private func openDelivery(
        _ number: Int,
        to route: String,
        named name: String,
        of plan: RecordedMessage,
        tenant: Int64,
        dueAt: Timestamp?,
        now: Timestamp
    ) throws {
        let routeID = try names.routes.id(route, tenant: tenant)
        let need = Need(
            kind: .deliver,
            tenant: tenant,
            lane: routeID,
            message: plan,
            // Plans that a release before leaf version 2 recorded go on as they began.
            route: plan.leafVersion < 2 ? route : name,
            routeID: routeID,
            delivery: number,
            dueAt: dueAt
        )
        try open(need, now: now)
    }

    private func giveUp(_ obligation: Obligation, reason: String, now: Timestamp) throws {
        try deadLetters.add(obligation, attempts: obligation.delivery ?? 1, reason: reason, at: now)
        let tenant = names.tenants.name(obligation.tenant)
        let name = try obligation.route.flatMap { try names.routes.name($0) } ?? ""
        let route = "\(tenant)/\(name)"
        try alertOperators(
            .deliveryGivenUp,
            "a notification could not be delivered: mend the route, then `settei dead-letters retry`",
            ["item": obligation.item.text, "tenant": tenant, "route": route, "reason": reason],
            about: route,
            now: now
        )
    }

    /// Gives items up: each becomes a dead letter, and the operators are told.
    func markDead(_ items: [DeadItem], now: Timestamp) throws(JournalError) -> Commit {
        try transact(now) {
            for dead in items {
                guard let obligation = try obligations.find(dead.item),
                    obligation.state == .open || obligation.state == .waiting
                else { continue }
                try obligations.close(obligation, as: .dead, answer: nil, at: now)
                try deadLetters.add(obligation, attempts: dead.attempts, reason: dead.reason, at: now)
                draft.closed.append(obligation.item)
                try alertOperators(
                    .deadLetter,
                    "an item failed too often and was put aside: see `settei dead-letters list`",
                    [
                        "item": obligation.item.text,
                        "work.kind": obligation.kind.rawValue,
                        "tenant": names.tenants.name(obligation.tenant),
                        "message.seq": String(obligation.message),
                        "attempts": String(dead.attempts),
                        "reason": dead.reason,
                    ],
                    now: now
                )
            }
        }
    }

    /// A dead letter is given out again; a delivery that was given up gets one more try.
    func appendRetry(_ incoming: Incoming, _ item: MessageID, now: Timestamp) throws -> AppendResult {
        let owner = try names.principals.id(incoming.principal)
        var dead = try obligations.find(item)
        let isKnown = try messages.contains(incoming.header.id, owner: owner)
        if !isKnown {
            guard let dead, dead.state == .dead || dead.state == .givenUp else {
                return .refused(.unknownItem, where: "data.item")
            }
        }
        return try appendOriginal(incoming, now: now) { _ in
            guard var obligation = dead, obligation.state == .dead || obligation.state == .givenUp else { return }
            try deadLetters.clear(obligation, at: now)
            if obligation.state == .givenUp {
                try openNextDelivery(after: obligation, dueAt: nil, now: now)
            } else if let message = try recorded.message(obligation.message) {
                try obligations.reopen(&obligation)
                draft.opened.append(try workItem(obligation, message))
            }
            dead = nil
        }
    }
}
