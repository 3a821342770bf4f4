import Crypto
import EvidenceLog
import Testing

struct TileTests {
    /// Tiles of a log in memory.
    struct Tiles: TileSource {
        var hashes: [Int: [Digest]]
        var isShort = false

        init(_ nodes: MemoryNodes, size: UInt64) throws {
            hashes = [:]
            for level in 0..<4 {
                let count = size >> UInt64(8 * level)
                hashes[level] = try (0..<count).map { try nodes.node(level: 8 * level, index: $0) }
            }
        }

        func tile(level: Int, index: UInt64, width: Int) throws -> [UInt8] {
            let all = hashes[level] ?? []
            let bytes = all.dropFirst(Int(index) * 256).prefix(width).flatMap(\.bytes)
            return isShort ? bytes.dropLast() : bytes
        }
    }

    @Test(
        "paths are those of tlog-tiles",
        arguments: [
            (0, 0, 256, "tile/0/000"), (1, 0, 17, "tile/1/000.p/17"), (0, 1_234_067, 256, "tile/0/x001/x234/067"),
            (0, 999, 256, "tile/0/999"), (0, 1000, 256, "tile/0/x001/000"), (0, 273, 112, "tile/0/273.p/112"),
            (nil, 1_234_067, 8, "tile/entries/x001/x234/067.p/8"), (nil, 0, 256, "tile/entries/000"),
            (7, UInt64.max, 1, "tile/7/x018/x446/x744/x073/x709/x551/615.p/1"),
        ] as [(Int?, UInt64, Int, String)]
    )
    func paths(level: Int?, index: UInt64, width: Int, path: String) {
        #expect(TilePath(level: level, index: index, width: width).text == path)
        #expect(TilePath(path) == TilePath(level: level, index: index, width: width))
    }

    @Test(
        "what is no path in its one form is not read",
        arguments: [
            "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000",
            "tile/64/000",
            "tile/-1/000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/000.p", "tile/0/000.p/",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000.q/1", "/tile/0/000",
            "tile/0/000/", "tile/entries/", "tile/Entries/000", "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/../000", "tile/0/\u{661}00", "tile/0/000.p/1.p/1",
        ]
    )
    func refused(path: String) {
        #expect(TilePath(path) == nil)
    }

    @Test("the example of tlog-tiles: 70,000 entries")
    func example() {
        #expect((0..<4).map { Tile.fullCount(level: $0, size: 70_000) } == [273, 1, 0, 0])
        #expect((0..<4).map { Tile.partialWidth(level: $0, size: 70_000) } == [112, 17, 1, 0])
        #expect((0..<3).map { Tile.fullCount(level: $0, size: 256) } == [1, 0, 0])
        #expect((0..<3).map { Tile.partialWidth(level: $0, size: 256) } == [0, 1, 0])
    }

    @Test(
        "nodes read from tiles are the tree's, at every level",
        arguments: [1, 255, 256, 257, 700, 66_000] as [UInt64]
    )
    func nodes(size: UInt64) throws {
        let nodes = MemoryNodes(count: Int(size))
        let tiles = TileNodes(try Tiles(nodes, size: size), size: size)
        #expect(try tiles.root(size: size) == nodes.slowRoot(0..<Int(size)))
        for index in stride(from: 0, to: size, by: max(1, Int(size) / 50)) {
            let proof = try InclusionProof.make(index: index, size: size, from: tiles)
            #expect(try proof == InclusionProof.make(index: index, size: size, from: nodes))
            #expect(
                try ConsistencyProof.make(from: index, to: size, nodes: tiles)
                    == ConsistencyProof.make(from: index, to: size, nodes: nodes)
            )
        }
    }

    @Test("a tile that is too short is an error that names it")
    func short() throws {
        var tiles = try Tiles(MemoryNodes(count: 300), size: 300)
        tiles.isShort = true
        let nodes = TileNodes(tiles, size: 300)
        #expect(throws: LogFormatError("tile/0/001.p/44", "it is not as long as it must be")) {
            try nodes.node(level: 0, index: 299)
        }
        for (height, position) in [(-1, 0), (9, 0), (8, 1), (0, 256), (0, -1), (3, 33), (0, .max)] {
            #expect(Tile.node(in: [UInt8](repeating: 0, count: 8192), height: height, position: position) == nil)
        }
    }

    @Test("bundles give their entries back; what ends within one, or is too much, is an error")
    func bundles() throws {
        let entries: [[UInt8]] = [[], [1], [UInt8](repeating: 7, count: 65_535), Array("three".utf8)]
        let bytes = try EntryBundle.encode(entries)
        #expect(try EntryBundle.decode(bytes) == entries)
        #expect(try EntryBundle.decode([]).isEmpty)
        for count in [1, 2, 4, bytes.count - 1] {
            let isRead = (try? EntryBundle.decode(Array(bytes.prefix(count)))) != nil
            #expect(isRead == (count == 2), "\(count) bytes")
        }
        #expect(throws: LogFormatError.self) { try EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)]) }
        #expect(throws: LogFormatError.self) { try EntryBundle.encode([[UInt8]](repeating: [], count: 257)) }
        #expect(throws: LogFormatError.self) { try EntryBundle.decode([UInt8](repeating: 0, count: 514)) }
        #expect(try EntryBundle.decode([UInt8](repeating: 0, count: 512)).count == 256)
    }
}
