/// What the bus did so far and holds now, for metrics; brought up to date every 250 ms.
public struct BusStatistics: Sendable, Hashable {
    /// Whether the store was heard within the watchdog's time.
    public var isConnected = false
    /// Where the store's query is that was heard last; empty before the first.
    public var store = ""
    /// How often another store was followed than before.
    public var storeChanges = 0
    /// The store's start that was last heard; empty before the first.
    public var epoch = ""
    /// The digest of the policy in force at the store; internal side only.
    public var storePolicy: String?
    /// Whether the store knows that this replica hears its work topic, and may give it what it offered to take.
    public var isReadyForWork = false

    /// Messages that were never sent.
    public var waiting = 0
    /// Messages without a receipt.
    public var inFlight = 0
    /// How long the oldest message without a receipt has waited.
    public var oldest: Duration = .zero
    /// Frames sent to ingest, repeats included, heartbeats not.
    public var sent = 0
    /// The same, repeats only.
    public var sentAgain = 0
    /// Receipts by status.
    public var recorded = 0
    /// Receipts that said the message was there already.
    public var repeats = 0
    /// Receipts that refused a message for good.
    public var refused = 0
    /// Receipts that put a message off.
    public var postponed = 0

    /// Items that arrived, again or for the first time.
    public var itemsReceived = 0
    /// Items that arrived while held or after they were answered.
    public var itemsRedelivered = 0
    /// Items left out because more came than was asked for.
    public var itemsShed = 0
    /// Items whose handler gave answers.
    public var itemsAnswered = 0
    /// Items whose handler failed.
    public var itemsFailed = 0
    /// Items held now.
    public var itemsHeld = 0
    /// Checks of planned changes that were answered.
    public var checksAnswered = 0
    /// Checks left out because too many waited.
    public var checksShed = 0

    /// Messages given to readers of streams.
    public var streamed = 0
    /// Holes found in streams.
    public var gaps = 0
    /// Replays asked for.
    public var replays = 0
    /// Questions asked by callers.
    public var queries = 0
    /// Questions that had no answer in time.
    public var queryTimeouts = 0

    /// Times that the link was made anew.
    public var reconnects = 0
    /// Times that the store refused the key.
    public var keyRefusals = 0
    /// Messages that could not be read.
    public var unreadable = 0

    /// Nothing yet.
    public init() {}
}
