import Messages
import Testing
import Threading

@testable import Bus

@Suite struct StreamCoreTests {
    var stream = StreamCore(kind: .configChanged, after: 0, isLive: true, limits: .init(room: 6, held: 3, page: 4))
    var out: [FeedMessage] = []

    static func message(_ seq: Int64, after previous: Int64, epoch: String = "1-a") -> FeedMessage {
        FeedMessage(position: Position(epoch: epoch, seq: seq, previous: previous), bytes: [])
    }

    /// A page of messages with these numbers.
    mutating func page(_ seqs: [Int64], cursor: Int64, more: Bool = false, epoch: String = "1-a") {
        stream.page(seqs.map { Self.message($0, after: 0, epoch: epoch) }, cursor: cursor, more: more, into: &out)
    }

    mutating func live(_ seq: Int64, after previous: Int64) {
        stream.live(Self.message(seq, after: previous), into: &out)
    }

    mutating func replay(_ milliseconds: Int64 = 0) -> Int64? { stream.takeReplay(now: at(milliseconds))?.after }

    @Test("a stream begins with what is recorded and goes on with what comes")
    mutating func begins() {
        #expect(replay() == 0)
        #expect(replay() == nil)
        page([2, 5], cursor: 5, more: true)
        #expect(replay() == 5)
        page([7], cursor: 9)
        #expect(replay() == nil)
        live(10, after: 7)
        live(12, after: 10)
        #expect(out.map(\.seq) == [2, 5, 7, 10, 12])
        #expect(stream.gaps == 0)
    }

    @Test("what came live during a replay follows it, without what the replay had")
    mutating func overlap() {
        #expect(replay() == 0)
        live(3, after: 2)
        live(4, after: 3)
        page([2, 3], cursor: 3)
        #expect(out.map(\.seq) == [2, 3, 4])
    }

    @Test("a hole is asked for, and nothing goes past it")
    mutating func hole() {
        #expect(replay() == 0)
        page([1], cursor: 1)
        live(3, after: 2)
        #expect(out.map(\.seq) == [1])
        #expect(stream.gaps == 1)
        #expect(replay() == 1)
        page([2, 3], cursor: 3)
        live(3, after: 2)
        live(4, after: 3)
        #expect(out.map(\.seq) == [1, 2, 3, 4])
    }

    @Test("a lost tail shows in the second heartbeat that claims it")
    mutating func tail() {
        #expect(replay() == 0)
        page([1], cursor: 1)
        #expect(stream.heartbeat(epoch: "1-a", head: 1) == true)
        #expect(replay() == 1)
        page([], cursor: 1)
        _ = stream.heartbeat(epoch: "1-a", head: 5)
        #expect(replay() == nil)
        _ = stream.heartbeat(epoch: "1-a", head: 5)
        #expect(replay() == 1)
        #expect(stream.gaps == 1)
    }

    @Test("a heartbeat that runs ahead of its message is no loss")
    mutating func ahead() {
        #expect(replay() == 0)
        page([], cursor: 0)
        _ = stream.heartbeat(epoch: "1-a", head: 0)
        #expect(replay() == 0)
        page([], cursor: 0)
        _ = stream.heartbeat(epoch: "1-a", head: 5)
        live(5, after: 0)
        _ = stream.heartbeat(epoch: "1-a", head: 5)
        #expect(replay() == nil)
        #expect(out.map(\.seq) == [5])
    }

    @Test("a slow reader is waited for, and then given what it missed")
    mutating func slowReader() {
        #expect(replay() == 0)
        page([1, 2, 3, 4], cursor: 4)
        for seq in Int64(5)...9 { live(seq, after: seq - 1) }
        #expect(out.map(\.seq) == [1, 2, 3, 4, 5, 6])
        #expect(replay() == nil)
        #expect(stream.nextWake == nil)
        stream.consumed(6)
        #expect(stream.nextWake != nil)
        #expect(replay() == 6)
        page([7, 8, 9], cursor: 9)
        #expect(out.map(\.seq) == Array(1...9))
    }

    @Test("more live messages than are kept during a replay are asked for afterwards")
    mutating func overflow() {
        #expect(replay() == 0)
        for seq in Int64(2)...8 { live(seq, after: seq - 1) }
        page([1], cursor: 1)
        #expect(out.map(\.seq) == [1])
        #expect(replay() == 1)
        page([2, 3, 4, 5], cursor: 5)
        stream.consumed(5)
        live(9, after: 8)
        #expect(replay() == 5)
    }

    @Test("a failed replay is asked for again after a pause")
    mutating func failure() {
        #expect(replay(0) == 0)
        stream.replayFailed(now: at(100))
        #expect(replay(200) == nil)
        #expect(replay(350) == 0)
    }

    @Test("a new epoch is checked against the journal, and a journal that went back ends the stream")
    mutating func epochs() {
        #expect(replay() == 0)
        page([1, 2], cursor: 2)
        #expect(stream.heartbeat(epoch: "1-a", head: 2) == true)
        _ = replay()
        page([], cursor: 2)
        #expect(stream.heartbeat(epoch: "2-b", head: 2) == true)
        #expect(replay() == 2)
        #expect(stream.heartbeat(epoch: "3-c", head: 1) == false)
    }

    @Test("a late heartbeat of an epoch that ended says nothing about the journal")
    mutating func lateHeartbeat() {
        #expect(replay() == 0)
        page([1, 2], cursor: 2)
        #expect(stream.heartbeat(epoch: "1-a", head: 2) == true)
        #expect(stream.heartbeat(epoch: "2-b", head: 2) == true)
        _ = replay()
        page([3, 4], cursor: 4)
        #expect(stream.heartbeat(epoch: "1-a", head: 2) == true)
        #expect(stream.heartbeat(epoch: "2-b", head: 4) == true)
        #expect(replay() == nil)
        #expect(stream.gaps == 0)
    }

    @Test("a replay of a new epoch may be ahead of that epoch's first heartbeat")
    mutating func replayAhead() {
        #expect(replay() == 0)
        page([1, 2], cursor: 2)
        #expect(stream.heartbeat(epoch: "1-a", head: 2) == true)
        live(5, after: 3)
        #expect(replay() == 2)
        page([3, 4, 5, 6], cursor: 6, epoch: "2-b")
        #expect(stream.heartbeat(epoch: "2-b", head: 5) == true)
        #expect(stream.heartbeat(epoch: "3-c", head: 5) == false)
    }

    @Test("where nothing comes live, the stream is a long poll once it has caught up")
    func polling() {
        var stream = StreamCore(kind: .configChanged, after: 3, isLive: false)
        var out: [FeedMessage] = []
        #expect(stream.takeReplay(now: at(0)) == .init(after: 3, limit: 500, wait: .zero))
        stream.page([Self.message(4, after: 0)], cursor: 8, more: false, into: &out)
        #expect(stream.takeReplay(now: at(0)) == .init(after: 8, limit: 500, wait: .seconds(25)))
        stream.page([Self.message(9, after: 0)], cursor: 9, more: true, into: &out)
        #expect(stream.takeReplay(now: at(0)) == .init(after: 9, limit: 500, wait: .zero))
        #expect(out.map(\.seq) == [4, 9])
    }
}
