import CPostgreSQL

extension Connection {
    /// Something that was sent and whose answer is awaited.
    enum Pending {
        case command(String)
        case commit
        case prepare(Statement)
        case run(Statement)

        var context: String {
            switch self {
            case .command(let text): text
            case .commit: "COMMIT"
            case .prepare(let statement), .run(let statement): statement.sql
            }
        }
    }

    /// Sends a command without values; its answer is awaited later.
    func send(_ command: String, _ pending: Pending? = nil) throws(PostgreSQLError) {
        let handle = try open(command)
        guard PQsendQueryParams(handle, command, 0, nil, nil, nil, nil, 1) == 1 else { throw failure(command) }
        self.pending.append(pending ?? .command(command))
    }

    /// Takes the answers in where very many are awaited, so that neither side's memory fills.
    func relieve() throws(PostgreSQLError) {
        if pending.count >= Self.pendingLimit { try synchronize() }
    }

    /// Waits for the answers to all that was sent.
    /// - Throws: the first error; what was sent after it was not done.
    func synchronize() throws(PostgreSQLError) {
        guard !pending.isEmpty else { return }
        PQclear(try synchronize(keepingLast: false))
    }

    /// Waits for all answers and gives the last statement's result, which the caller must clear.
    func synchronize(keepingLast: Bool) throws(PostgreSQLError) -> OpaquePointer? {
        let handle = try open(pending.first?.context ?? "")
        let sent = pending
        pending.removeAll(keepingCapacity: true)
        guard PQpipelineSync(handle) == 1 else {
            forgetPrepared(sent[...])
            throw failure(sent.first?.context ?? "")
        }
        var first: PostgreSQLError?
        var kept: OpaquePointer?
        for (index, entry) in sent.enumerated() {
            let result = PQgetResult(handle)
            let status = PQresultStatus(result)
            if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK {
                note(entry, result, &first)
            } else {
                if status != PGRES_PIPELINE_ABORTED || first == nil {
                    first = first ?? Self.error(result, handle, entry.context)
                }
                forgetPrepared([entry])
            }
            if keepingLast, index == sent.count - 1, first == nil { kept = result } else { PQclear(result) }
            guard result != nil, PQstatus(handle) == CONNECTION_OK else {
                forgetPrepared(sent[index...])
                throw lose(first ?? failure(entry.context))
            }
            // Ends the answers to this one.
            PQclear(PQgetResult(handle))
        }
        let end = PQgetResult(handle)
        let isSynchronized = PQresultStatus(end) == PGRES_PIPELINE_SYNC
        PQclear(end)
        guard isSynchronized else {
            PQclear(kept)
            throw lose(first ?? failure(sent.last?.context ?? ""))
        }
        if let first { throw first }
        return kept
    }

    private func note(_ entry: Pending, _ result: OpaquePointer?, _ first: inout PostgreSQLError?) {
        switch entry {
        case .run:
            lastChanges = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
        case .commit:
            // The commit of a transaction that failed is answered as if all were well, with another word.
            let word = PQcmdStatus(result).map { String(cString: $0) } ?? ""
            guard word != "COMMIT", first == nil else { return }
            first = PostgreSQLError(state: "25P02", message: "the transaction had failed: \(word)", context: "COMMIT")
        case .command, .prepare: break
        }
    }

    private func forgetPrepared(_ entries: ArraySlice<Pending>) {
        for case .prepare(let statement) in entries { statement.forgetPrepared() }
    }

    /// Gives a session up that does not answer as it should.
    private func lose(_ error: PostgreSQLError) -> PostgreSQLError {
        dropSession()
        return error
    }

    /// What libpq says about its last failure.
    func failure(_ context: String) -> PostgreSQLError {
        let message = Self.trimmed(PQerrorMessage(handle))
        let text = message.isEmpty ? "the connection was lost" : message
        return PostgreSQLError(state: PostgreSQLError.noConnection, message: text, context: context)
    }

    static func error(_ result: OpaquePointer?, _ handle: OpaquePointer?, _ context: String) -> PostgreSQLError {
        // Without a SQLSTATE it is libpq that failed, which it does where the connection is lost.
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        return PostgreSQLError(
            state: state ?? PostgreSQLError.noConnection,
            message: message ?? trimmed(PQerrorMessage(handle)),
            context: context
        )
    }

    static func trimmed(_ text: UnsafePointer<CChar>?) -> String {
        guard let text else { return "" }
        var message = String(cString: text)
        while message.last?.isWhitespace == true { message.removeLast() }
        return message
    }
}
