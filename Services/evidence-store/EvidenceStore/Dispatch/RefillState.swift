import Messages

/// Where the dispatcher's window stands against the open work in the journal.
///
/// While there is open work outside the window, new work is not taken in: it is found in its place when the window is
/// filled from the journal, oldest first, so that no lane is ever out of order. `Cursor` is the journal's own.
struct RefillState<Cursor: Sendable>: Sendable {
    /// There may be open work in the journal that is not in the window.
    private(set) var isPartial = true
    private(set) var isAsking = false
    private(set) var cursor: Cursor?
    /// Something was left out since this reading began at the journal's start.
    private var leftOut = false
    /// Items that ended while a page was being read: the page may still have them.
    private(set) var ended: Set<ItemID> = []

    mutating func leaveOut() {
        if !isPartial {
            isPartial = true
            cursor = nil
        }
        leftOut = true
    }

    mutating func ask() {
        if cursor == nil { leftOut = false }
        isAsking = true
    }

    mutating func end(_ item: ItemID) {
        if isAsking { ended.insert(item) }
    }

    /// Notes that the page was taken in; `next` is where the one after it begins.
    mutating func finish(next: Cursor?) {
        isAsking = false
        ended.removeAll(keepingCapacity: true)
        cursor = next
        if next == nil, !leftOut { isPartial = false }
    }

    /// Begins again: the page could not be read, or did not fit.
    mutating func restart() {
        isAsking = false
        ended.removeAll(keepingCapacity: true)
        cursor = nil
        leftOut = true
    }
}
