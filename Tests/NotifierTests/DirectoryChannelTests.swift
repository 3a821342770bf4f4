import Foundation
import JSON
import Messages
import Testing

@testable import Notifier

@Suite("The directory channel")
struct DirectoryChannelTests {
    let scratch: ScratchDirectory
    let channel: DirectoryChannel

    init() throws {
        scratch = try ScratchDirectory()
        channel = DirectoryChannel(
            directory: "\(scratch.path)/out",
            from: try #require(Parcels.from),
            domain: "provider.example"
        )
    }

    @Test("a message is two whole files in the tenant's folder, and a repeat is the same two")
    func write() async throws {
        let route = Route(id: "files", channel: .directory)
        let parcel = try Parcels.parcel(route)
        #expect(await channel.deliver(parcel).verdict == .sent)
        #expect(await channel.deliver(try Parcels.parcel(route, attempt: "2")).verdict == .sent)
        let files = try scratch.files(in: "out/acme")
        #expect(files == ["\(parcel.outsideID).eml", "\(parcel.outsideID).json"])
        let json = try Data(contentsOf: URL(filePath: "\(scratch.path)/out/acme/\(files[1])"))
        #expect(try JSONDocument(Array(json)).root["type"]?.string == "alert.findings")
        let mail = try String(contentsOfFile: "\(scratch.path)/out/acme/\(files[0])", encoding: .utf8)
        #expect(mail.contains("Message-ID: <\(parcel.outsideID)@provider.example>\r\n"))
    }

    @Test("a directory that cannot be written is tried again, and nothing half written stays")
    func failure() async throws {
        try Data().write(to: URL(filePath: "\(scratch.path)/out"))
        let attempt = await channel.deliver(try Parcels.parcel(Route(id: "files", channel: .directory)))
        #expect(attempt.verdict == .transient(.file, wait: nil))
        #expect(try scratch.files() == ["out"])
    }

    @Test("a tenant's id that is not one never becomes a path")
    func path() async throws {
        let alert = Samples.alert([Samples.transition()], tenant: "../../etc")
        let attempt = await channel.deliver(try Parcels.parcel(Route(id: "files", channel: .directory), alert: alert))
        #expect(attempt.verdict == .permanent(.configuration))
    }
}
