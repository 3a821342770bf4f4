import Messages

/// Where the dispatcher's window stands against the open work of one kind in the journal.
///
/// A tenant with open work outside the window is *left out*: its new work is not taken in either, but found in its place when the
/// window is filled from the journal, oldest first, so that no lane is ever out of order. Other tenants' work goes in at once.
/// Until all open work was looked through for the first time, everybody is left out. `Cursor` is the journal's own.
struct RefillState<Cursor: Sendable>: Sendable {
    private(set) var isAsking = false
    private(set) var cursor: Cursor?
    /// All open work was looked through since the start.
    private var isLookedThrough = false
    /// Tenants whose open work the reading that goes on now will find.
    private var awaited: Set<String> = []
    /// Tenants of whom something was left out since that reading began.
    private var leftOut: Set<String> = []
    /// Something of everybody may have been left out since then.
    private var isAnybodyLeftOut = false
    /// Items that ended while a page was being read: the page may still have them.
    private(set) var ended: Set<ItemID> = []

    /// There may be open work in the journal that is not in the window.
    var isPartial: Bool { !isLookedThrough || !awaited.isEmpty || !leftOut.isEmpty || isAnybodyLeftOut }

    /// Whether there may be open work of this tenant that is not in the window.
    func isPartial(_ tenant: String) -> Bool {
        isPartial && (!isLookedThrough || isAnybodyLeftOut || awaited.contains(tenant) || leftOut.contains(tenant))
    }

    mutating func leaveOut(_ tenant: String) { leftOut.insert(tenant) }

    mutating func ask() {
        if cursor == nil {
            awaited.formUnion(leftOut)
            leftOut.removeAll()
            if isAnybodyLeftOut { isLookedThrough = false }
            isAnybodyLeftOut = false
        }
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
        guard next == nil else { return }
        isLookedThrough = true
        awaited.removeAll()
    }

    /// Begins again: the page could not be read, or did not fit.
    mutating func restart() {
        isAsking = false
        ended.removeAll(keepingCapacity: true)
        cursor = nil
        isAnybodyLeftOut = true
    }
}
