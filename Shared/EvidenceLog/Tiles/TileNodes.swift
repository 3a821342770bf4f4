public import Crypto

/// Says where tiles are read from.
public protocol TileSource {
    /// Returns the bytes of a tile; `width` is 256 for a full one.
    func tile(level: Int, index: UInt64, width: Int) throws -> [UInt8]
}

/// Reads the nodes of a log of a known size from its tiles.
public struct TileNodes<Tiles: TileSource>: NodeSource {
    private let tiles: Tiles
    private let size: UInt64

    /// Takes the tiles and the size of the log, which says how wide the partial tiles are.
    public init(_ tiles: Tiles, size: UInt64) {
        self.tiles = tiles
        self.size = size
    }

    /// Returns a node, from the tile that has it or what is below it.
    /// - Throws: ``LogFormatError`` where the tile is too short, or what the tiles fail with.
    public func node(level: Int, index: UInt64) throws -> Digest {
        let (row, height) = (level / Tile.height, level % Tile.height)
        let number = index >> UInt64(Tile.height - height)
        let isFull = number < Tile.fullCount(level: row, size: size)
        let width = isFull ? Tile.width : Tile.partialWidth(level: row, size: size)
        let hashes = try tiles.tile(level: row, index: number, width: width)
        let position = Int(index & (1 << UInt64(Tile.height - height) - 1))
        guard hashes.count == width * Digest.byteCount,
            let node = Tile.node(in: hashes, height: height, position: position)
        else {
            throw LogFormatError(Tile.path(level: row, index: number, width: width), "it is not as long as it must be")
        }
        return node
    }
}

extension TileNodes: Sendable where Tiles: Sendable {}
