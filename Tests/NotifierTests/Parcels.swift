import Foundation
import Messages
import Testing

@testable import Notifier

/// Parcels and channels for tests that send to sinks.
enum Parcels {
    static let from = MailAddress("Settei 設定監視 <settei@provider.example>")
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    static func parcel(_ route: Route, alert: Alert = Samples.opened, attempt: String = "1") throws -> Parcel {
        let profile = Samples.profile([route])
        return Parcel(
            outsideID: DerivedID.outside(alert: alert.id, route: route.id),
            route: route,
            recipient: try #require(Recipient(route, profile: profile)),
            rendering: Rendering(alert, language: .ja, profile: profile, texts: Samples.texts),
            continues: alert.told.compactMap(\.previousAlert).map { DerivedID.outside(alert: $0, route: route.id) },
            attemptName: attempt
        )
    }

    static func hook(_ url: String, secretRef: String? = "hook") -> Route {
        Route(id: "hook", channel: .webhook, url: url, secretRef: secretRef)
    }
}

/// A directory that is gone when the test is over.
final class ScratchDirectory: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "settei-notifier-\(UUID())").path

    init(_ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, content) in files { try Data(content.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func files(in folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
    }
}
