import Diagnostics
import Foundation
import ServiceKit

/// Where the copy goes, and how far behind it may be.
struct CopyConfiguration: Sendable {
    /// A directory, or `s3://bucket/prefix`.
    var place: String
    var endpoint: String?
    var region = "ap-northeast-1"
    /// A file of credentials; nil: from the environment.
    var credentials: String?
    /// Days for which nobody can delete an object of a bucket; 0 leaves that to the bucket.
    var retentionDays = 0
    /// How old the oldest message that is not in the copy may be before the operators are told.
    var lagLimit = Duration.seconds(300)

    init(place: String) { self.place = place }

    /// What the settings say; nil where no copy is set, or where what is set cannot be.
    init?(_ configuration: Configuration, into sink: DiagnosticSink) {
        guard !configuration[CopyKeys.copy].isEmpty else { return nil }
        place = configuration[CopyKeys.copy]
        endpoint = configuration[CopyKeys.endpoint].isEmpty ? nil : configuration[CopyKeys.endpoint]
        region = configuration[CopyKeys.region]
        credentials = configuration[CopyKeys.credentials].isEmpty ? nil : configuration[CopyKeys.credentials]
        retentionDays = configuration[CopyKeys.retention]
        lagLimit = configuration[CopyKeys.lagLimit]
        do throws(CopyError) {
            _ = try location()
        } catch {
            sink.append(configuration.mistake(CopyKeys.copy, error.description))
            return nil
        }
    }

    /// The bucket; nil for a directory.
    ///
    /// - Throws: ``CopyError/refused(_:)`` for a place that cannot be.
    func location() throws(CopyError) -> S3Location? {
        if place.hasPrefix("s3://") { return try S3Location(url: place, endpoint: endpoint, region: region) }
        guard !place.contains("://") else { throw .refused("\(place) is neither a directory nor s3://bucket/prefix") }
        return nil
    }

    /// Opens the target, without asking it anything yet.
    ///
    /// - Throws: ``CopyError/refused(_:)`` for a place that cannot be, or credentials that are not there.
    func target() throws(CopyError) -> any CopyTarget {
        guard let location = try location() else { return DirectoryTarget(place) }
        var found: S3Credentials?
        if let credentials {
            found = try S3Credentials.file(credentials)
        } else {
            let environment = ProcessInfo.processInfo.environment
            found = S3Credentials.environment { environment[$0] }
        }
        guard let found else {
            throw .refused(
                "there are no credentials: set copy-credentials, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            )
        }
        var target = S3Target(location, credentials: found)
        target.retentionDays = retentionDays
        return target
    }
}
