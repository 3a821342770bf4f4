import JSON
import ServiceKit
import Synchronization
import Testing
import Threading

@Suite("Log")
struct LogTests {
    static let time = WallClock { WallTime(milliseconds: 1_795_000_000_123) }

    @Test("writes one JSON object with dotted keys")
    func line() throws {
        let memory = MemoryLog()
        let log = Log(service: "notifier", to: memory, clock: Self.time).with([.tenant: "t1"])
        log.info(
            "delivery failed",
            [
                .attempt: 2, .error: .string("a \"b\"\n日"), .duration: .milliseconds(.microseconds(1500)),
                LogKey("x.y"): true,
            ]
        )
        let line = String(decoding: try #require(memory.records.first).json, as: UTF8.self)
        #expect(
            line
                == #"{"time":"2026-11-18T11:06:40.123Z","level":"info","service":"notifier","message":"delivery failed","#
                + #""tenant":"t1","attempt":2,"error":"a \"b\"\n日","duration.ms":1.5,"x.y":true}"#
        )
        #expect(memory.records("delivery failed").first?[.attempt] == 2)
    }

    @Test("makes no data for a line below its level, and all copies share the level")
    func levels() {
        let memory = MemoryLog()
        let log = Log(service: "s", level: .warning, to: memory)
        let copy = log.with([.tenant: "t"])
        func data() -> KeyValuePairs<LogKey, LogValue> {
            Issue.record("made for nothing")
            return [:]
        }
        copy.info("no", data())
        copy.trace("no", data())
        copy.warning("yes")
        log.setLevel(.trace)
        copy.trace("yes")
        #expect(memory.records.map(\.message) == ["yes", "yes"])
        #expect(LogLevel.error < .trace && copy.writes(.debug))
    }

    @Test("takes lines from many threads")
    func threads() {
        let memory = MemoryLog()
        let log = Log(service: "s", to: memory)
        let threads = (0..<4).map { _ in
            DedicatedThread(name: "log") { for number in 0..<250 { log.info("line", [.count: .int(number)]) } }
        }
        for thread in threads { thread.join() }
        #expect(memory.records.count == 1000)
    }
}
