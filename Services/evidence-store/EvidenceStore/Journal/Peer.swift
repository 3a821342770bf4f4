/// Who a message came from: part of the evidence, apart from what the message says of itself.
struct Peer: Hashable, Sendable {
    /// The principal, as authenticated.
    var principal: String
    /// Where the connection came from, such as `192.0.2.7`.
    var address: String
    /// How, such as `zmtp/3.1 curve`.
    var `protocol`: String
}
