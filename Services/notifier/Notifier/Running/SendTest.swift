import Foundation
import JSON
import Messages
import Rules

/// Sends a test alert straight to the routes of a profile and says what each receiver answered; nothing is recorded.
struct SendTest: Sendable {
    let channels: Channels
    let planner: Planner
    let now: @Sendable () -> Timestamp

    /// How one route took the test.
    struct Result: Sendable {
        let delivery: PlannedDelivery
        let outsideID: String
        let attempt: Attempt

        var isSent: Bool { attempt.verdict == .sent }
    }

    /// Tries every route once, all at the same time, and returns the results in the order of the profile.
    func run(_ profile: TenantProfile) async throws -> [Result] {
        var generator = SystemRandomNumberGenerator()
        let time = now()
        let alert = Alert(
            id: MessageID(version7At: time, random: (generator.next(), generator.next())),
            tenant: profile.id,
            time: time,
            content: AlertRaised(resource: nil, transitions: [], trigger: .request, change: nil)
        )
        let knowledge = Knowledge()
        knowledge.learn(KnownProfile(profile: profile, seq: 1))
        let dispatch = Dispatch(knowledge: knowledge, tenant: profile.id)
        let plan = planner.plan(alert, Planner.Knowledge(profile: profile))
        return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            for (index, delivery) in plan.deliveries.enumerated() {
                group.addTask { (index, try await attempt(delivery, alert, dispatch)) }
            }
            var results: [(Int, Result)] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func attempt(_ delivery: PlannedDelivery, _ alert: Alert, _ dispatch: Dispatch) async throws -> Result {
        let outsideID = DerivedID.outside(alert: alert.id, route: delivery.route)
        switch dispatch.prepare(delivery, alert, channels) {
        case .refused(let attempt):
            return Result(delivery: delivery, outsideID: outsideID, attempt: attempt)
        case .ready(let channel, let route, let recipient, let rendering, _):
            let parcel = Parcel(
                outsideID: outsideID,
                route: route,
                recipient: recipient,
                rendering: rendering,
                continues: [],
                attemptName: "test-\(alert.id)"
            )
            return Result(delivery: delivery, outsideID: outsideID, attempt: try await channel.deliver(parcel))
        }
    }
}

extension SendTest {
    /// Reads a profile from JSON: the profile itself, the data of `tenant.updated`, or the whole message.
    static func profile(_ bytes: [UInt8]) throws -> TenantProfile {
        let root = try JSONDocument(bytes).root
        let node = root["data"]?["profile"] ?? root["profile"] ?? root
        return try JSONNodeDecoder().decode(TenantProfile.self, from: node)
    }
}

extension SendTest.Result {
    /// One line for people: `mail (email to a@b.example): sent, 250 2.0.0 ok`.
    var line: String {
        let state =
            switch attempt.verdict {
            case .sent: "sent"
            case .transient(let reason, _): "failed for now (\(reason.rawValue))"
            case .permanent(let reason): "failed (\(reason.rawValue))"
            }
        let code = attempt.answer.code == 0 ? "" : "\(attempt.answer.code) "
        return
            "\(delivery.route) (\(delivery.channel.rawValue) to \(delivery.recipient)): \(state), \(code)\(attempt.answer.text)"
    }

    /// The same as one JSON object.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("route", delivery.route)
        writer.member("channel", delivery.channel.rawValue)
        writer.member("recipient", delivery.recipient)
        writer.member("language", delivery.language.rawValue)
        writer.member("outsideId", outsideID)
        writer.key("sent")
        writer.bool(isSent)
        switch attempt.verdict {
        case .sent: break
        case .transient(let reason, _), .permanent(let reason): writer.member("reason", reason.rawValue)
        }
        writer.member("code", attempt.answer.code)
        writer.member("text", attempt.answer.text)
        writer.endObject()
        return writer.bytes
    }
}

extension SendTest {
    /// Says that the test did not arrive everywhere; ends the process with an exit code that says so.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(of count: Int) {
            description = count == 0 ? "the profile has no route that reaches anybody" : "not every route took the test"
        }
    }
}
