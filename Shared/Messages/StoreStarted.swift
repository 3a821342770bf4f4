/// Says that the store began to serve: with which program, keys, settings and clock.
///
/// Kind `store.started`; subject: `store`.
public struct StoreStarted: Codable, Hashable, Sendable {
    /// The start's epoch.
    public var epoch: String
    /// The program's version.
    public var version: String
    /// The version of the journal's tables.
    public var schema: Int
    /// The keys in use, by what anybody may know of them.
    public var keys: StoreKeysInUse
    /// The settings in force.
    public var settings: SettingsInForce
    /// What the kernel says of the clock.
    public var clock: ClockReading

    /// Takes all fields.
    public init(
        epoch: String,
        version: String,
        schema: Int,
        keys: StoreKeysInUse,
        settings: SettingsInForce,
        clock: ClockReading
    ) {
        self.epoch = epoch
        self.version = version
        self.schema = schema
        self.keys = keys
        self.settings = settings
        self.clock = clock
    }
}

/// The keys that a store uses, by what anybody may know of them.
public struct StoreKeysInUse: Codable, Hashable, Sendable {
    /// The master key's fingerprint; absent where there is no keystore.
    public var master: String?
    /// The verifier key of the checkpoints, as signed-note writes it; absent where nothing is signed.
    public var signing: String?
    /// The public key of the store's sockets, in Z85.
    public var socket: String

    /// Takes all fields.
    public init(master: String?, signing: String?, socket: String) {
        self.master = master
        self.signing = signing
        self.socket = socket
    }
}

/// The settings in force, by their digest.
public struct SettingsInForce: Codable, Hashable, Sendable {
    /// `sha256:` over all settings without secrets.
    public var digest: String
    /// The names of settings that are not as at the last start.
    public var changed: [String]

    /// Takes both fields.
    public init(digest: String, changed: [String]) {
        self.digest = digest
        self.changed = changed
    }
}

/// What the kernel says of the clock.
public struct ClockReading: Codable, Hashable, Sendable {
    /// `synchronised`, `unsynchronised` or `unknown`.
    public var quality: String
    /// How far the clock is from the time that it is disciplined to.
    public var offsetMicroseconds: Int64
    /// The most that it can be wrong.
    public var maximumErrorMicroseconds: Int64

    /// Takes all fields.
    public init(quality: String, offsetMicroseconds: Int64, maximumErrorMicroseconds: Int64) {
        self.quality = quality
        self.offsetMicroseconds = offsetMicroseconds
        self.maximumErrorMicroseconds = maximumErrorMicroseconds
    }
}

/// Says that the store took another configuration into use.
///
/// Kind `store.configured`; subject: what was configured.
public struct StoreConfigured: Codable, Hashable, Sendable {
    /// What it was.
    public enum Part: String, CaseIterable, Codable, Hashable, Sendable {
        /// The list of who may connect.
        case principals
        /// The settings of the service.
        case settings
    }

    /// What it was.
    public var what: Part
    /// `sha256:` over all of it without secrets.
    public var digest: String
    /// Names that are new.
    public var added: [String]
    /// Names that are gone.
    public var removed: [String]
    /// Names of what is not as before.
    public var changed: [String]

    /// Takes all fields.
    public init(what: Part, digest: String, added: [String] = [], removed: [String] = [], changed: [String] = []) {
        self.what = what
        self.digest = digest
        self.added = added
        self.removed = removed
        self.changed = changed
    }
}
