import Messages

/// Holds one sender for each channel that a route can name.
struct Channels: Sendable {
    let email: any DeliveryChannel
    let webhook: any DeliveryChannel
    let directory: any DeliveryChannel

    subscript(channel: Channel) -> any DeliveryChannel {
        switch channel {
        case .email: email
        case .webhook: webhook
        case .directory: directory
        }
    }
}
