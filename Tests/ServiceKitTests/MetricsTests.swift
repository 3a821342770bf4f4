import ServiceKit
import Testing
import Threading

@Suite("Metrics")
struct MetricsTests {
    @Test("are written as Prometheus reads them")
    func exposition() {
        let metrics = Metrics()
        metrics.counter("b_total", "Things.", labels: ["kind": "x\"y\\z\n", "a": "1"]).increment(by: 3)
        metrics.counter("b_total", "Things.", labels: ["a": "1", "kind": "x\"y\\z\n"]).increment()
        metrics.counter("b_total", "Things.").increment()
        metrics.gauge("a_ratio", "A ratio.").set(0.25)
        metrics.gauge("c_bytes", "Read when asked.") { 1e18 }
        let histogram = metrics.histogram("d_seconds", "How long.", labels: ["op": "x"], buckets: [0.001, 1])
        histogram.observe(.milliseconds(1))
        histogram.observe(0.5)
        histogram.observe(99)
        histogram.observe(.nan)
        #expect(
            metrics.exposition == """
                # HELP a_ratio A ratio.
                # TYPE a_ratio gauge
                a_ratio 0.25
                # HELP b_total Things.
                # TYPE b_total counter
                b_total 1
                b_total{a="1",kind="x\\"y\\\\z\\n"} 4
                # HELP c_bytes Read when asked.
                # TYPE c_bytes gauge
                c_bytes 1000000000000000000
                # HELP d_seconds How long.
                # TYPE d_seconds histogram
                d_seconds_bucket{op="x",le="0.001"} 1
                d_seconds_bucket{op="x",le="1"} 2
                d_seconds_bucket{op="x",le="+Inf"} 3
                d_seconds_sum{op="x"} 99.501
                d_seconds_count{op="x"} 3

                """
        )
        #expect(histogram.count == 3 && histogram.sum == 99.501)
    }

    @Test("lose nothing between threads")
    func threads() {
        let metrics = Metrics()
        let threads = (0..<4).map { _ in
            DedicatedThread(name: "metrics") {
                for _ in 0..<10_000 {
                    metrics.counter("a_total", "A.").increment()
                    metrics.gauge("b", "B.").add(1)
                    metrics.histogram("c", "C.", buckets: [1]).observe(2)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(metrics.counter("a_total", "A.").value == 40_000)
        #expect(metrics.gauge("b", "B.").value == 40_000)
        #expect(metrics.histogram("c", "C.").sum == 80_000)
    }

    @Test("tell of the process")
    func process() {
        let metrics = Metrics()
        metrics.addProcess()
        let lines = metrics.exposition.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 5 && lines.allSatisfy { Double($0.split(separator: " ")[1]) ?? -1 > 0 }, "\(lines)")
    }
}
