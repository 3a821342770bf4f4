import Access
import JSON
import Messages

/// A question that its asker may ask, with what the asker may see.
struct AuthorisedQuery: Sendable {
    var request: QueryRequest
    let principal: Principal
    /// The key that it was asked with.
    var key = ""
    /// Where the question came from, for the record of an export.
    var address: String?
    /// Only of these tenants; nil for all.
    var tenants: Set<String>?
    /// Only refusals of these principals; nil for all.
    var refusedPrincipals: Set<String>?

    /// The kind that is asked for; nil for all.
    var kind: Kind? { request.kind.flatMap(Kind.init(rawValue:)) }

    /// Rows or messages of a page.
    var limit: Int { request.limit ?? 100 }
}

/// Why a question is not answered.
struct QueryRefusal: Error, Hashable, Sendable {
    var id: String
    let code: QueryErrorCode
    let message: String
    var retryAfterMilliseconds: Int64?
}

/// Reads a question and decides whether its asker may ask it: pure.
///
/// Source: PROTOCOL.md, section 8.
struct QueryAuthoriser: Sendable {
    static let maximumWait: Int64 = 30_000

    func authorise(
        _ bytes: UnsafeRawBufferPointer,
        principal: Principal,
        list: PrincipalList
    ) throws(QueryRefusal) -> AuthorisedQuery {
        let request = try read(bytes)
        func refuse(_ code: QueryErrorCode, _ message: String) -> QueryRefusal {
            QueryRefusal(id: request.id, code: code, message: message)
        }
        guard principal.asks(request.op) else {
            let who =
                principal.role.asks(request.op) ? principal.name : "a principal of role \(principal.role.rawValue)"
            throw refuse(.operationNotAllowed, "\(who) may not ask \(request.op.rawValue)")
        }
        if let tenant = request.tenant, !principal.mayUse(tenant: tenant) {
            throw refuse(.tenantNotAllowed, "\(principal.name) may not read tenant \(tenant)")
        }
        if let mistake = mistake(in: request) { throw refuse(.badRequest, mistake) }
        if let name = request.kind, let kind = Kind(rawValue: name), !principal.role.reads(kind) {
            throw refuse(.operationNotAllowed, "a principal of role \(principal.role.rawValue) may not read \(name)")
        }
        return AuthorisedQuery(
            request: request,
            principal: principal,
            tenants: request.tenant.map { [$0] } ?? principal.tenants,
            refusedPrincipals: refusedPrincipals(visibleTo: principal, in: list)
        )
    }

    private func read(_ bytes: UnsafeRawBufferPointer) throws(QueryRefusal) -> QueryRequest {
        guard let root = (try? JSONDocument(bytes))?.root, root.kind == .object else {
            throw QueryRefusal(id: "", code: .badRequest, message: "the request is not a JSON object")
        }
        let id = root.member("id")?.string ?? ""
        guard (1...64).contains(id.utf8.count) else {
            throw QueryRefusal(id: "", code: .badRequest, message: "id must be a string of 1 to 64 bytes")
        }
        guard let op = root.member("op")?.string, QueryRequest.Operation(rawValue: op) != nil else {
            throw QueryRefusal(id: id, code: .unknownOperation, message: "there is no such op")
        }
        do throws(EnvelopeError) {
            return try decodeData(root)
        } catch {
            let place = error.place.hasPrefix("data.") ? String(error.place.dropFirst(5)) : error.place
            throw QueryRefusal(id: id, code: .badRequest, message: "\(place) \(error.reason)")
        }
    }

    private func mistake(in request: QueryRequest) -> String? {
        if let limit = request.limit, !(1...500).contains(limit) { return "limit must be 1 to 500" }
        if let wait = request.waitMilliseconds, !(0...Self.maximumWait).contains(wait) {
            return "waitMilliseconds must be 0 to \(Self.maximumWait)"
        }
        if let deadline = request.deadlineMilliseconds, !(1...300_000).contains(deadline) {
            return "deadlineMilliseconds must be 1 to 300000"
        }
        if let kind = request.kind, !kind.isEmpty, Kind(rawValue: kind) == nil { return "there is no kind \(kind)" }
        switch request.op {
        case .replay where request.kind == nil: return "kind is missing; \"\" is for all"
        case .replay where (request.after ?? 0) < 0: return "after must not be negative"
        case .latest where request.kind?.isEmpty ?? true: return "kind is missing"
        case .latest where request.subject == nil: return "subject is missing"
        case .get where request.messageId == nil: return "messageId is missing"
        case .prove where request.messageId == nil: return "messageId is missing"
        case .posture where request.tenant == nil, .export where request.tenant == nil: return "tenant is missing"
        case .check: return mistake(inCheck: request)
        default: return nil
        }
    }

    /// What the checker needs beside the settings, it says itself of each change.
    private func mistake(inCheck request: QueryRequest) -> String? {
        if request.tenant == nil { return "tenant is missing" }
        guard let changes = request.changes, !changes.isEmpty else { return "changes is missing" }
        guard changes.count <= PlannedChange.maximumCount else {
            return "changes must be at most \(PlannedChange.maximumCount)"
        }
        let isObject = changes.allSatisfy { $0.change.bytes.first == UInt8(ascii: "{") }
        return isObject ? nil : "each change must be an object"
    }

    /// Refusals carry no tenant: an integrator sees its own, an auditor those of principals within its tenants.
    private func refusedPrincipals(visibleTo principal: Principal, in list: PrincipalList) -> Set<String>? {
        guard let tenants = principal.tenants else { return nil }
        guard principal.role == .auditor else { return [principal.name] }
        let within = list.byName.values.filter { $0.tenants?.isSubset(of: tenants) ?? false }
        return Set(within.map(\.name)).union([principal.name])
    }
}
