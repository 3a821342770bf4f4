/// Says what the operating system said of its clock; see FORMAT.md, section 7.
public struct ClockState: Hashable, Sendable {
    /// Whether it was synchronised.
    public var quality: ClockQuality
    /// How far the kernel thought it was off, in microseconds; 0 where unknown.
    public var offsetMicroseconds: Int64
    /// The greatest error the kernel assumed, in microseconds; 0 where unknown.
    public var maximumErrorMicroseconds: Int64

    /// Takes all fields.
    public init(quality: ClockQuality, offsetMicroseconds: Int64 = 0, maximumErrorMicroseconds: Int64 = 0) {
        self.quality = quality
        self.offsetMicroseconds = offsetMicroseconds
        self.maximumErrorMicroseconds = maximumErrorMicroseconds
    }
}
