import Testing

@testable import Bus

@Suite("Which store is tried next, with which key")
struct CandidateCoreTests {
    private func walk(_ addresses: Int, _ keys: Int, _ failures: [CandidateCore.Failure]) -> [String] {
        var core = CandidateCore(addresses: addresses, keys: keys)
        return ["\(core.address)\(core.key)"]
            + failures.map { failure in
                core.failed(failure)
                return "\(core.address)\(core.key)"
            }
    }

    @Test(
        "every way to fail leads on, and in the end everywhere",
        arguments: [
            // One store, one key: there is nothing to choose.
            (1, 1, [.silent, .unreachable, .handshake, .refused], ["00", "00", "00", "00", "00"]),
            // Two stores: in turn, whatever happens.
            (2, 1, [.unreachable, .silent, .handshake, .refused], ["00", "10", "00", "10", "00"]),
            // The store has the other key: the handshake shows it, and the address is kept.
            (2, 2, [.handshake], ["00", "01"]),
            // Neither key at the first store; the second begins with the key that was expected first.
            (2, 2, [.handshake, .handshake], ["00", "01", "10"]),
            (3, 3, [.handshake, .handshake, .handshake, .unreachable], ["00", "01", "02", "10", "20"]),
            // Nobody is there: that says nothing of keys.
            (2, 2, [.unreachable, .unreachable, .unreachable], ["00", "10", "00", "10"]),
            // Nothing shows: every key at every address.
            (2, 2, [.silent, .silent, .silent, .silent], ["00", "10", "01", "11", "00"]),
            (1, 3, [.silent, .silent, .silent], ["00", "01", "02", "00"]),
        ] as [(Int, Int, [CandidateCore.Failure], [String])]
    )
    func steps(addresses: Int, keys: Int, failures: [CandidateCore.Failure], expected: [String]) {
        #expect(walk(addresses, keys, failures) == expected)
    }

    @Test("what was heard is where the next round begins")
    func heard() {
        var core = CandidateCore(addresses: 2, keys: 2)
        core.failed(.unreachable)
        core.failed(.handshake)
        #expect([core.address, core.key] == [1, 1])
        core.heard()
        core.failed(.silent)
        #expect([core.address, core.key] == [0, 1], "the other store, with the key that was right")
    }

    @Test(
        "whatever fails in whatever order, the right pair is tried within a bounded number of attempts",
        arguments: 1...4
    )
    func reaches(count: Int) {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let right = (Int.random(in: 0..<count, using: &generator), Int.random(in: 0..<count, using: &generator))
            var core = CandidateCore(addresses: count, keys: count)
            var attempts = 1
            while (core.address, core.key) != right, attempts < 200 {
                // Where the store is, a wrong key shows or is silent; elsewhere nobody listens.
                let isThere = core.address == right.0
                core.failed(isThere ? (Bool.random() ? .handshake : .silent) : .unreachable)
                attempts += 1
            }
            #expect((core.address, core.key) == right)
        }
    }
}

@Suite("Where several stores may be")
struct EndpointListTests {
    typealias Endpoints = BusConfiguration.Endpoints

    @Test("lists belong together place by place, and hosts fill what is not said")
    func lists() {
        #expect(Endpoints.lists(.internal, hosts: ["a", "b"]) == [.internal(host: "a"), .internal(host: "b")])
        let mixed = Endpoints.lists(.external, hosts: ["a", "b"], feed: ["tcp://f:1", "tcp://g:2"])
        #expect(mixed?.map(\.feed) == ["tcp://f:1", "tcp://g:2"])
        #expect(mixed?.map(\.query) == ["tcp://a:7403", "tcp://b:7403"])
        let all = Endpoints.lists(.internal, hosts: ["x"], ingest: ["i", "j"], feed: ["f", "g"], query: ["q", "r"])
        #expect(all == [.init(ingest: "i", feed: "f", query: "q"), .init(ingest: "j", feed: "g", query: "r")])
    }

    @Test("lists of different lengths are none")
    func unequal() {
        #expect(Endpoints.lists(.internal, hosts: []) == nil)
        #expect(Endpoints.lists(.internal, hosts: ["a", "b"], feed: ["f"]) == nil)
        #expect(Endpoints.lists(.internal, hosts: ["a"], ingest: ["i"], feed: ["f", "g"], query: ["q"]) == nil)
    }
}
