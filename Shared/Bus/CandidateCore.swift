/// Decides which store is tried next, and which of its public keys it is expected to have; does neither I/O nor time.
///
/// Of several stores one serves, and the others have not even bound: so the addresses are tried in turn until one is
/// heard. Keys are several while a store's is being changed: a wrong one shows as a handshake that fails, and then the next is
/// tried at the same address. Where nothing shows at all, every key is tried at every address in the end.
struct CandidateCore: Sendable, Hashable {
    /// What became of an attempt.
    enum Failure: Sendable, Hashable {
        /// Nothing was heard.
        case silent
        /// Nobody listens there.
        case unreachable
        /// Somebody listens, but does not answer in the handshake: as if its key were another.
        case handshake
        /// The store there does not know this client's key.
        case refused
    }

    private let addresses: Int
    private let keys: Int
    /// The address to connect to.
    private(set) var address = 0
    /// The key to expect there.
    private(set) var key = 0
    /// Keys that failed at this address in a row.
    private var failedKeys = 0
    /// Addresses tried in a row with this key, and whether one of them could have had another.
    private var tried = 0
    private var wasSilent = false

    init(addresses: Int, keys: Int) {
        self.addresses = max(1, addresses)
        self.keys = max(1, keys)
    }

    /// Whether there is anything to choose.
    var isChoice: Bool { count > 1 }

    /// Pairs of address and key.
    var count: Int { addresses * keys }

    /// The store was heard: this address and this key are right.
    mutating func heard() {
        failedKeys = 0
        tried = 0
        wasSilent = false
    }

    /// Chooses what to try next.
    mutating func failed(_ failure: Failure) {
        if failure == .handshake, failedKeys + 1 < keys {
            failedKeys += 1
            key = (key + 1) % keys
            return
        }
        // After all keys failed here, the one that was tried first comes next again.
        if failedKeys > 0 { key = (key + keys - failedKeys) % keys }
        failedKeys = 0
        wasSilent = wasSilent || failure == .silent
        address = (address + 1) % addresses
        tried += 1
        guard tried >= addresses else { return }
        if wasSilent { key = (key + 1) % keys }
        tried = 0
        wasSilent = false
    }
}
