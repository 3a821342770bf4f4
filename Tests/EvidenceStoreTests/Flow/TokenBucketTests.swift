import Messages
import TestSupport
import Testing

@testable import EvidenceStore

struct TokenBucketTests {
    @Test(
        "a bucket lets its burst pass at once and its rate over time",
        arguments: [
            // 10 a second, 5 at once.
            (10, 5, [(0, 5, 0), (0, 1, 100), (50, 1, 50), (100, 1, 0), (100, 1, 100), (1_000, 5, 0), (1_000, 1, 100)]),
            // After any pause it holds no more than its burst.
            (10, 2, [(100_000, 2, 0), (100_000, 1, 100), (100_200, 2, 0), (100_200, 2, 200)]),
            // What is larger than the bucket passes when it is full.
            (1_000, 100, [(0, 500, 0), (0, 1, 401), (500, 100, 0), (500, 500, 100), (600, 500, 0)]),
        ] as [(Int, Int, [(Int, Int, Int)])]
    )
    func bucket(rate: Int, burst: Int, steps: [(Int, Int, Int)]) {
        var bucket = TokenBucket(rate: rate, burst: burst)
        for (milliseconds, units, wait) in steps {
            let now = Nanoseconds.milliseconds(milliseconds)
            let found = bucket.wait(for: units, now: now)
            #expect(found == .milliseconds(wait), "\(units) units at \(milliseconds) ms")
            if found == 0 { bucket.take(units, now: now) }
        }
    }

    @Test("those who are put off are told times one after the other, and none beyond half a minute")
    func promises() {
        var bucket = TokenBucket(rate: 10, burst: 1)
        bucket.take(1, now: 0)
        let told = (0..<4).map { _ in bucket.promise(1, now: 0) / 1_000_000 }
        #expect(told == [100, 200, 300, 400])
        for _ in 0..<1_000 { let told = bucket.promise(1, now: 0); #expect(told <= TokenBucket.longestWait) }
        let afterwards = bucket.promise(1, now: .milliseconds(60_000))
        #expect(afterwards == 0)
    }

    @Test("what was taken for nothing is put back")
    func givingBack() {
        var bucket = TokenBucket(rate: 1, burst: 2)
        bucket.take(2, now: 0)
        bucket.giveBack(1)
        #expect(bucket.wait(for: 1, now: 0) == 0)
        #expect(bucket.wait(for: 2, now: 0) == .milliseconds(1_000))
    }

    @Test("over a long time no more passes than rate and burst allow, whatever comes when")
    func longRun() {
        var random = Seeded(state: 5)
        var bucket = TokenBucket(rate: 100, burst: 50)
        var passed = 0
        var now: Nanoseconds = 0
        while now < .milliseconds(60_000) {
            now += Nanoseconds.random(in: 0...20_000_000, using: &random)
            let units = Int.random(in: 1...10, using: &random)
            guard bucket.wait(for: units, now: now) == 0 else { continue }
            bucket.take(units, now: now)
            passed += units
        }
        #expect(passed <= 6_000 + 52)
        #expect(passed >= 5_900)
    }
}

struct AllowanceTests {
    @Test("the first limit that is reached says how long to wait, and nothing is taken from the other")
    func limits() {
        var allowance = Allowance(FlowLimits(messagesPerSecond: 10, messageBurst: 2, bytesPerSecond: 1_000_000))
        let first = [allowance.take(100, now: 0), allowance.take(1_900_000, now: 0), allowance.take(100, now: 0)]
        #expect(first == [nil, nil, Allowance.Wait(limit: .messages, time: .milliseconds(100))])
        let wait = allowance.take(500_000, now: .milliseconds(100))
        #expect(wait?.limit == .bytes)
        let small = allowance.take(0, now: .milliseconds(100))
        #expect(small == nil, "the message that had to wait took nothing")
    }

    @Test("what is not said is the default, a burst belongs to the rate beside it, and what nobody limits passes")
    func defaults() {
        let usual = FlowLimits(messageBytes: 5_000, messagesPerSecond: 1, messageBurst: 1, queries: 2)
        var own = Allowance(FlowLimits(messagesPerSecond: 100), default: usual)
        let taken = (0...200).map { _ in own.take(10, now: 0) }
        #expect(taken.count { $0 == nil } == 200)
        #expect(taken.last??.limit == .messages)
        #expect(own.messageBytes == 5_000)
        var free = Allowance(nil)
        #expect((0..<10_000).allSatisfy { _ in free.take(1_000_000, now: 0) == nil })
    }

    @Test("questions are counted until they have their answers")
    func queries() {
        var allowance = Allowance(FlowLimits(queries: 2))
        var answers: [Bool] = []
        for _ in 0..<3 { answers.append(allowance.openQuery()) }
        #expect(answers == [true, true, false])
        allowance.closeQuery()
        answers.append(allowance.openQuery())
        #expect(answers.last == true)
    }
}
