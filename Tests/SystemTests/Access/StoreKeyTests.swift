import Bus
import Foundation
import Installation
import Messages
import TestSupport
import Testing

@Suite("The store's own key is changed", .serialized, .timeLimit(.minutes(2)))
struct StoreKeyTests {
    @Test("clients that take either key follow it over a restart, those that know the old one only do not")
    func rotation() async throws {
        let installation = try Installation(storeKeys: ["store", "store-next"])
        defer { installation.stop() }
        try await installation.startAll()
        let client = try installation.client("acme-ci")
        _ = try await client.publish(try Samples.message(number: 2))
        #expect(await installation.mails(of: "acme") { $0.count == 1 }.count == 1)

        let store = try #require(installation.program(.evidenceStore))
        #expect(try await aside { store.stop() })
        for suffix in ["key", "pub"] {
            let (old, new) = (installation.path("keys/store.\(suffix)"), installation.path("keys/store-next.\(suffix)"))
            try FileManager.default.moveItem(atPath: old, toPath: installation.path("keys/store-old.\(suffix)"))
            try FileManager.default.copyItem(atPath: new, toPath: old)
        }
        try installation.start(.evidenceStore)
        // Nobody was told, nobody was started again.
        _ = try await client.publish(try Samples.message(number: 4))
        #expect(await installation.mails(of: "acme") { $0.count == 2 }.count == 2)
        for service in Installation.Service.allCases.dropFirst() {
            try await installation.waitUntilReady(service)
            #expect(installation.program(service)?.isRunning == true)
        }
        await client.stop()

        var environment = installation.environment("acme-ci")
        environment["SETTEI_STORE_KEY"] = installation.path("keys/store-old.pub")
        let old = environment
        let result = try await aside { try Program.run("settei", ["findings", "--timeout", "1"], environment: old) }
        #expect(result.status == 69)
        #expect(result.error.contains("is --store-key its public key?"), "\(result.error)")
    }
}
