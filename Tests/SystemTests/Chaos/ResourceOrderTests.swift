import Messages
import Testing

/// The judge of order, on journals that are made up.
@Suite("The judge of order")
struct ResourceOrderTests {
    /// Two buckets' changes in turn, each assessed, in the journal's order.
    private static let sound: ResourceOrder = {
        var order = ResourceOrder()
        for number in 0..<6 {
            let place = place(number % 2)
            order.changes.append(.init(id: id(number), place: place, version: Int64(number)))
            order.assessments.append(.init(id: id(100 + number), change: id(number)))
            order.posture[place] = id(100 + number)
        }
        return order
    }()

    @Test("finds nothing wrong where nothing is")
    func inOrder() {
        #expect(Self.sound.faults == [])
        var interleaved = Self.sound
        interleaved.assessments.swapAt(2, 3)
        #expect(interleaved.faults == [], "of different resources")
    }

    @Test("reports one pair of assessments that is the wrong way round")
    func swapped() {
        var order = Self.sound
        order.assessments.swapAt(2, 4)
        #expect(order.faults == ["1 assessments come before that of an earlier change of their resource"])
    }

    @Test("takes an assessment under a later policy for none of the change's own")
    func recheck() {
        var order = Self.sound
        order.assessments.append(.init(id: Self.id(200), change: Self.id(0), isFirst: false))
        #expect(order.faults == [])
    }

    @Test("reports a resource that stands on an earlier change, or on none")
    func posture() {
        let fault = "1 resources do not stand on their last change"
        var order = Self.sound
        order.posture[Self.place(1)] = Self.id(103)
        #expect(order.faults == [fault])
        order.posture[Self.place(1)] = nil
        #expect(order.faults == [fault])
        // The same change, checked again, will do; one that nobody knows will not.
        order.assessments.append(.init(id: Self.id(200), change: Self.id(5), isFirst: false))
        order.posture[Self.place(1)] = Self.id(200)
        #expect(order.faults == [])
        order.posture[Self.place(1)] = Self.id(300)
        #expect(order.faults == [fault])
    }

    @Test("goes by versions for what is last: a change may be recorded late")
    func late() {
        var order = Self.sound
        order.changes.append(.init(id: Self.id(6), place: Self.place(0), version: 1))
        order.assessments.append(.init(id: Self.id(106), change: Self.id(6)))
        #expect(order.faults == [])
    }

    private static func id(_ number: Int) -> MessageID { MessageID(high: 1, low: UInt64(number)) }

    private static func place(_ number: Int) -> ResourceOrder.Place { .init(tenant: "acme", key: "bucket-\(number)") }
}
