import Messages
import Threading
import ZeroMQ

extension BusLoop {
    func takeCommands(now: Instant) {
        if shared.commands.drain(into: &commands) > 0 {
            for command in commands { obey(command, now: now) }
            commands.removeAll(keepingCapacity: true)
        }
        // What does not fit stays in the ring, and a full ring tells publishers to wait.
        while outbox.hasRoom, shared.publications.drain(into: &publications, max: 64) > 0 {
            for publication in publications { enqueue(publication, now: now) }
            publications.removeAll(keepingCapacity: true)
        }
    }

    private func obey(_ command: BusCommand, now: Instant) {
        switch command {
        case .takeWork(let kinds, let credit, let policy, let dispatcher):
            self.dispatcher?.close()
            self.dispatcher = dispatcher
            self.policy = policy ?? self.policy
            let limits = WorkCore.Limits(credit: credit)
            work = WorkCore(service: configuration.service, takes: kinds, limits: limits, policy: self.policy, now: now)
            work?.checks = checkCredit
            report(.workOffered)
        case .takeChecks(let credit, let ring):
            checks?.close()
            checks = ring
            checkCredit = credit
            work?.checks = credit
            work?.hasten(now: now)
        case .checked(let answer): sendCheckAnswer(answer)
        case .policy(let digest):
            policy = digest
            work?.policy = digest
            work?.hasten(now: now)
        case .results(let results):
            for result in results { settle(result, now: now) }
        case .follow(let buffer, let after):
            follow(buffer, after: after)
        case .unfollow(let id):
            if let stream = streams.removeValue(forKey: id), configuration.side == .internal {
                unsubscribe(stream.buffer.kind)
            }
        case .consumed(let count, let id):
            streams[id]?.core.consumed(count)
        case .query(let request, let deadline, let tell):
            statistics.queries += 1
            ask(request, .caller(tell), deadline: deadline, now: now)
        case .whenConnected(let deadline, let tell):
            if isSendingPossible { tell(true) } else { connectWaiters.append((deadline, tell)) }
        case .stop(let deadline):
            stopAt = min(stopAt ?? deadline, deadline)
            shared.publications.close()
            work?.drain(now: now)
        }
    }

    private func enqueue(_ publication: Publication, now: Instant) {
        for (index, message) in publication.messages.enumerated() {
            outbox.enqueue(message, .publication(publication, index: index), now: now)
        }
    }

    private func follow(_ buffer: StreamBuffer, after: Int64) {
        let isLive = configuration.side == .internal
        if isLive, !streams.values.contains(where: { $0.buffer.kind == buffer.kind }) {
            try? feed.subscribe(Topic.log(buffer.kind))
        }
        streams[buffer.id] = (StreamCore(kind: buffer.kind, after: after, isLive: isLive), buffer)
    }

    private func unsubscribe(_ kind: Kind) {
        if !streams.values.contains(where: { $0.buffer.kind == kind }) {
            try? feed.unsubscribe(Topic.log(kind))
        }
    }

    /// Whether everything that was to be finished is, or there is no more time for it.
    func isOver(now: Instant) -> Bool {
        guard let stopAt else { return false }
        let isDone = outbox.isEmpty && shared.publications.count == 0 && (work?.heldCount ?? 0) == 0
        return isDone || now >= stopAt
    }

    /// Tells everybody who waits that there will be no answer.
    func close() {
        // The sockets linger when they are closed: it goes out.
        sendFarewell()
        dispatcher?.close()
        checks?.close()
        shared.commands.close()
        shared.publications.close()
        shared.commands.drain(into: &commands)
        for command in commands { command.abandon() }
        shared.publications.drain(into: &publications)
        for publication in publications { publication.abandon() }
        for entry in outbox.abandonAll() { tell(entry.mark, .abandoned) }
        for mark in queries.abandonAll() {
            if case .caller(let tell) = mark { tell(.failure(.stopped)) }
        }
        for stream in streams.values { stream.buffer.finish(.stopped) }
        for waiter in connectWaiters { waiter.tell(false) }
        streams.removeAll()
        statistics.isConnected = false
        publishStatistics(now: clock.now())
    }

    func expireConnectWaiters(now: Instant) {
        guard !connectWaiters.isEmpty else { return }
        let isConnected = isSendingPossible
        connectWaiters.removeAll { waiter in
            guard isConnected || waiter.deadline <= now else { return false }
            waiter.tell(isConnected)
            return true
        }
    }
}

extension BusCommand {
    /// Tells whoever waits on this that the client was stopped.
    func abandon() {
        switch self {
        case .query(_, _, let tell): tell(.failure(.stopped))
        case .whenConnected(_, let tell): tell(false)
        case .follow(let buffer, _): buffer.finish(.stopped)
        case .takeWork(_, _, _, let dispatcher): dispatcher.close()
        case .takeChecks(_, let ring): ring.close()
        case .policy, .results, .checked, .unfollow, .consumed, .stop: break
        }
    }
}

extension Publication {
    func abandon() {
        for index in messages.indices { onOutcome(index, .abandoned) }
    }
}
