import Testing

@testable import Expressions

@Suite("Addresses and blocks")
struct AddressTests {
    @Test(
        "addresses are read strictly and written in their shortest form",
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("192.168.0.1", "192.168.0.1"),
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::68", "2001:db8::68"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
            ("::ffff:c0a8:1", "192.168.0.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("0001::000a", "1::a"), ("::1.2.3.4", "::102:304"),
        ]
    )
    func valid(text: String, canonical: String) throws {
        #expect(try bytes(text) { try IPAddress.reading($0).text } == canonical)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3", "1..2.3",
            "1.2.3.4 ", "a.b.c.d",
            "1.2.3.-4", ":", ":::", "1:::2", "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
            "12345::", "g::",
            ":1", "1:", "1::2:", "::1.2.3", "::1.2.3.4:5", "1.2.3.4::", "::ffff:192.168.0.1", "fe80::1%en0", "::1%",
            "[::1]", "::1/64",
            "1:2:3:4:5:6:7:1.2.3.4", "１.2.3.4",
        ]
    )
    func invalid(text: String) {
        #expect(throws: IPAddress.Mistake.self) { try bytes(text) { try IPAddress.reading($0) } }
    }

    @Test(
        "blocks are read strictly",
        arguments: [
            ("10.0.0.0/8", "10.0.0.0/8"), ("10.1.2.3/8", "10.0.0.0/8"), ("0.0.0.0/0", "0.0.0.0/0"),
            ("1.2.3.4/32", "1.2.3.4/32"),
            ("::/0", "::/0"), ("2001:db8:ffff::/32", "2001:db8::/32"), ("::1/128", "::1/128"),
            ("255.255.255.255/1", "128.0.0.0/1"),
            ("10.0.0.0", nil), ("10.0.0.0/", nil), ("10.0.0.0/33", nil), ("10.0.0.0/08", nil), ("10.0.0.0/-1", nil),
            ("::/129", nil),
            ("10.0.0.0/8/8", nil), ("/8", nil), ("10.0.0.0/8 ", nil), ("::ffff:10.0.0.0/104", nil),
            ("::ffff:a00:0/104", nil),
            ("fe80::%1/64", nil), ("10.0.0.0/255.0.0.0", nil),
        ] as [(String, String?)]
    )
    func blocks(text: String, masked: String?) {
        #expect(bytes(text) { try? AddressBlock.reading($0).masked.text } == masked)
    }

    @Test(
        "a union covers a network however it is cut up",
        arguments: [
            (["0.0.0.0/0"], "0.0.0.0/0", true), (["0.0.0.0/1", "128.0.0.0/1"], "0.0.0.0/0", true),
            (["0.0.0.0/1"], "0.0.0.0/0", false),
            (["128.0.0.0/2", "0.0.0.0/1", "192.0.0.0/2"], "0.0.0.0/0", true),
            (["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"], "0.0.0.0/0", false),
            (["0.0.0.0/1", "0.0.0.0/1"], "0.0.0.0/0", false), (["::/1", "8000::/1"], "::/0", true),
            (["::/1", "8000::/2"], "::/0", false),
            (["::/0"], "0.0.0.0/0", false), (["::ffff:0:0/96"], "0.0.0.0/0", true),
            (["::ffff:0:0/97", "::ffff:8000:0/97"], "0.0.0.0/0", true),
            (["0.0.0.0/1", "::ffff:8000:0/97"], "0.0.0.0/0", true),
            (["10.0.0.0/9", "10.128.0.0/9"], "10.0.0.0/8", true),
            (["10.0.0.0/9", "10.128.0.0/10"], "10.0.0.0/8", false), ([], "10.0.0.0/8", false),
            (["10.0.0.1/32"], "10.0.0.1/32", true),
            (["10.0.0.0/8", "10.0.0.0/9", "10.64.0.0/10"], "10.0.0.0/8", true),
            (["10.0.0.0/9", "10.0.0.0/10", "10.64.0.0/10"], "10.0.0.0/8", false),
        ]
    )
    func unions(blocks: [String], network: String, expected: Bool) throws {
        var union = AddressUnion(of: try #require(bytes(network) { AddressBlock($0) }))
        for block in blocks { union.add(try #require(bytes(block) { AddressBlock($0) })) }
        let isCovered = union.covers()
        #expect(isCovered == expected)
    }

    @Test("the kinds of an address are Go's")
    func kinds() throws {
        let kinds: [(String, String)] = [
            ("0.0.0.0", "u"), ("127.255.0.1", "l"), ("255.255.255.255", ""), ("224.0.0.251", "m"), ("224.0.1.1", ""),
            ("169.254.169.254", "k"),
            ("192.168.0.1", "g"), ("8.8.8.8", "g"), ("::", "u"), ("::1", "l"), ("ff02::1", "m"), ("ff12::1", "m"),
            ("ff00::1", ""),
            ("fe80::1", "k"), ("febf::1", "k"), ("fec0::1", "g"), ("fd80::1", "g"), ("2001:db8::abcd", "g"),
        ]
        for (text, expected) in kinds {
            let address = try bytes(text) { try IPAddress.reading($0) }
            let found = [
                (address.isUnspecified, "u"), (address.isLoopback, "l"), (address.isLinkLocalMulticast, "m"),
                (address.isLinkLocalUnicast, "k"), (address.isGlobalUnicast, "g"),
            ]
            #expect(found.filter(\.0).map(\.1).joined() == expected, "\(text)")
        }
    }

    @Test(
        "ports are read as clouds write them",
        arguments: [
            ("22", [22, 22]), ("20-25", [20, 25]), ("*", [0, 65_535]), ("any", [0, 65_535]), ("ALL", [0, 65_535]),
            ("-1", [0, 65_535]),
            ("0-65535", [0, 65_535]), ("80, 443", [80, 80, 443, 443]), ("0", [0, 0]), (" 22 ", [22, 22]),
            ("1-1,*", [1, 1, 0, 65_535]),
            ("", nil), ("22-", nil), ("-22", nil), ("25-20", nil), ("65536", nil), ("0-65536", nil), ("22,", nil),
            ("http", nil),
            ("22/tcp", nil), ("2 2", nil), ("anya", nil), ("--1", nil), ("99999999999999999999", nil), ("1-2-3", nil),
        ] as [(String, [Int]?)]
    )
    func ports(text: String, expected: [Int]?) {
        var found: [Int] = []
        let isSound = bytes(text) { text in PortRange.forEach(in: text) { found += [$0.lower, $0.upper] } }
        #expect(isSound == (expected != nil))
        if let expected { #expect(found == expected) }
    }
}

/// Calls `body` with the UTF-8 of a text.
func bytes<T>(_ text: String, _ body: (UTF8View) throws -> T) rethrows -> T {
    var text = text
    return try text.withUTF8(body)
}
