import Expressions
import JSON
import Testing

@Suite("Functions of extensions")
struct ExtensionFunctionTests {
    private static let setting = #"""
        {"open":["10.0.0.0/8","0.0.0.0/1","128.0.0.0/1"],"half":["0.0.0.0/1"],"azure":["VirtualNetwork","Internet"],"tags":["VirtualNetwork","10.0.0.0/8"],
         "bad":["nonsense"],"mixed":[1],"mapped":"::ffff:0:0/96","ports":["20-25","443"],"numbers":[80,443],"aws":{"ipProtocol":"tcp","fromPort":20,"toPort":25},
         "all":{"ipProtocol":"-1"},"icmp":{"ipProtocol":"icmp","fromPort":8,"toPort":-1},"k8s":{"protocol":"TCP","port":32000,"endPort":32768},"named":{"port":"http"}}
        """#

    /// Unfit types are left to the evaluation, so that what the functions say of them shows.
    private static let environment: Environment = {
        var environment = Environment(variables: ["config"])
        environment.isUnchecked = true
        return environment
    }()

    private func check(_ expression: String, _ expected: String) throws {
        let program = try Program(compiling: expression, in: Self.environment)
        var bindings = Bindings(count: 1)
        bindings.bind(0, to: try JSONDocument(Self.setting).root)
        let found =
            switch program.evaluate(bindings) {
            case .success(let value): value.jsonText
            case .failure(let error): error.message
            }
        #expect(found == expected, "\(expression)")
    }

    @Test(
        "regex",
        arguments: [
            ("regex.replace('hello world hello', 'hello', 'hi')", #""hi world hi""#),
            ("regex.replace('banana', 'a', 'x', 0)", #""banana""#),
            ("regex.replace('banana', 'a', 'x', 1)", #""bxnana""#),
            ("regex.replace('banana', 'a', 'x', 2)", #""bxnxna""#),
            ("regex.replace('banana', 'a', 'x', -12)", #""bxnxnx""#),
            (#"regex.replace('foo bar', '(fo)o (ba)r', r'\2 \1')"#, #""ba fo""#),
            (#"regex.replace('ab', '(a)(x)?', r'[\0|\1|\2]')"#, #""[a|a|]b""#),
            (#"regex.replace('a.b', r'\.', r'\\')"#, #""a\\b""#),
            ("regex.replace('abc', '', '-')", #""-a-b-c-""#), ("regex.replace('日本', '', '-', 2)", #""-日-本""#),
            ("regex.replace('', 'a', 'b')", #""""#),
            (#"regex.replace('test', '(.)', r'\2')"#, "the replacement asks for group 2, and the pattern has 1"),
            (
                #"regex.replace('id=123', r'id=(?P<value>\d+)', r'value: \values')"#,
                "in a replacement a backslash stands before a group's digit or another backslash"
            ),
            (
                #"regex.replace('a', 'a', 'x\\')"#,
                "in a replacement a backslash stands before a group's digit or another backslash"
            ),
            ("regex.replace('foo bar', '(', 'x')", "malformed pattern: this group has no closing ')' (at its byte 0)"),
            ("regex.extract('hello world', 'hello(.*)')", #"" world""#),
            (#"regex.extract('item-A, item-B', r'item-(\w+)').value()"#, #""A""#),
            ("regex.extract('HELLO', 'hello').hasValue()", "false"),
            ("regex.extract('ab', 'a(x)?').hasValue()", "false"),
            ("regex.extract('abc', 'b').orValue('none')", #""b""#),
            (
                "regex.extract('testuser@testdomain', '(.*)@([^.]*)')",
                "the pattern has 2 groups that capture; one at most says which part to take, others are written (?:…)"
            ),
            (#"regex.extractAll('id:123, id:456', r'id:\d+')"#, #"["id:123","id:456"]"#),
            (#"regex.extractAll('id:123, id:456', r'id:(\d+)')"#, #"["123","456"]"#),
            ("regex.extractAll('id:123', 'assa')", "[]"), ("regex.extractAll('axa', '(a)|x')", #"["a","a"]"#),
            ("regex.extractAll('aé', '.')", #"["a","é"]"#),
        ]
    )
    func regex(expression: String, expected: String) throws { try check(expression, expected) }

    @Test(
        "networks",
        arguments: [
            ("isOpenToWorld(config.open)", "true"), ("isOpenToWorld(config.half)", "false"),
            ("isOpenToWorld(config.azure)", "true"), ("isOpenToWorld(config.tags)", "false"),
            ("isOpenToWorld([])", "false"), ("isOpenToWorld(config.mapped)", "true"),
            ("isOpenToWorld('0.0.0.0')", "false"), ("isOpenToWorld('10.0.0.0/0')", "true"),
            ("isOpenToWorld('::/0')", "true"), ("isOpenToWorld('*')", "true"),
            ("isOpenToWorld(cidr('0.0.0.0/0'))", "true"), ("isOpenToWorld('Storage.WestEurope')", "false"),
            ("isOpenToWorld('nonsense')", #""nonsense" is no address or CIDR block"#),
            ("isOpenToWorld(config.bad)", #""nonsense" is no address or CIDR block"#),
            ("isOpenToWorld(config.mixed)", "no such overload: isOpenToWorld(list)"),
            ("cidrContains('10.0.0.0/8', '10.1.2.3')", "true"), ("cidrContains('10.0.0.0/8', '10.0.0.0/7')", "false"),
            ("cidrContains('::/0', '10.0.0.0')", "false"),
            ("anyCidrContains(config.open, '10.1.2.3')", "true"),
            ("anyCidrContains(config.half, '128.0.0.1')", "false"),
            ("anyCidrContains(config.half, '1.0.0.0/24')", "true"),
            ("anyCidrContains([], '1.1.1.1')", "false"), ("cidrsCover(config.open, '0.0.0.0/0')", "true"),
            ("cidrsCover(config.half, '64.0.0.0/8')", "true"),
            ("cidrsCover(config.half, '64.0.0.0')", "true"), ("cidrsCover(['10.0.0.0/9'], '10.0.0.0/8')", "false"),
            ("cidrsCover(config.azure, '8.8.8.8')", "true"),
            ("isPrivateNetwork('10.1.0.0/16')", "true"), ("isPrivateNetwork('10.0.0.0/7')", "false"),
            ("isPrivateNetwork('fd00::/8')", "true"), ("isPrivateNetwork('8.8.8.8')", "false"),
            ("cidr('10.1.2.3/8').containsIP('10.255.0.1')", "true"),
            ("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/99')", #""10.1.0.0/99" is not a CIDR block"#),
            ("string(cidr('10.1.2.3/8').masked())", #""10.0.0.0/8""#), ("ip.isCanonical('::ffff:c0a8:1')", "false"),
            ("isIP('::ffff:c0a8:1')", "true"),
            ("ip('fe80::1%eth0')", #""fe80::1%eth0" has a zone, which is not allowed in an IP address"#),
            ("isCIDR('10.0.0.0')", "false"), ("ip('10.0.0.1') in [ip('10.0.0.1')]", "true"),
        ]
    )
    func networks(expression: String, expected: String) throws { try check(expression, expected) }

    @Test(
        "ports",
        arguments: [
            ("portRangeContains(config.ports, 22)", "true"), ("portRangeContains(config.ports, 26)", "false"),
            ("portRangeContains(config.numbers, 443)", "true"), ("portRangeContains('*', 22)", "true"),
            ("portRangeContains(22, 22)", "true"),
            ("portRangeContains(null, 22)", "no such overload: portRangeContains(null_type, int)"),
            ("portRangeContains('20-25', 70000)", "70000 is no port"),
            ("portRangeContains('ssh', 22)", #""ssh" is no range of ports; one is written as 22, "20-25" or "*""#),
            ("portRangeContains(20, 25, 22)", "true"), ("portRangeContains(-1, -1, 22)", "true"),
            ("portRangeContains(null, null, 22)", "true"), ("portRangeContains(22, null, 22)", "true"),
            ("portRangeContains(0, 0, 22)", "false"),
            ("portRangeContains(25, 20, 22)", "from 25 to 20 is no range of ports"),
            ("portRangeContains(null, 20, 22)", "no such overload: portRangeContains(null_type, int, int)"),
            ("portRangeContains(config.aws.ipProtocol, config.aws.?fromPort, config.aws.?toPort, 22)", "true"),
            ("portRangeContains(config.aws.ipProtocol, config.aws.fromPort, config.aws.toPort, 26)", "false"),
            ("portRangeContains(config.all.ipProtocol, config.all.?fromPort, config.all.?toPort, 22)", "true"),
            ("portRangeContains('-1', 0, 0, 22)", "true"),
            ("portRangeContains(config.icmp.ipProtocol, config.icmp.fromPort, config.icmp.toPort, 8)", "false"),
            ("portRangeContains(6, 22, 22, 22)", "true"), ("portRangeContains(58, 22, 22, 22)", "false"),
            ("portRangeContains(config.k8s.?protocol, config.k8s.?port, config.k8s.?endPort, 32700)", "true"),
            ("portRangeContains('UDP', config.aws.?none, config.aws.?none, 53)", "true"),
            (
                "portRangeContains('TCP', config.named.?port, config.named.?endPort, 80)",
                #""http" is no number; a range in one text is asked about as portRangeContains(range, …)"#
            ),
            ("portRangesOverlap(20, 25, 22, 22)", "true"), ("portRangesOverlap(20, 25, 26, 30)", "false"),
            ("portRangesOverlap(null, null, 22, 22)", "true"), ("portRangesOverlap(config.ports, [22, 3389])", "true"),
            ("portRangesOverlap(config.ports, '26-442')", "false"), ("portRangesOverlap('*', '1')", "true"),
            ("portRangesOverlap([], '1')", "false"), ("portRangesOverlap(['1-10', '2'], ['3', '20'])", "true"),
        ]
    )
    func ports(expression: String, expected: String) throws { try check(expression, expected) }

    @Test(
        "versions, quantities and URLs",
        arguments: [
            ("semver('1.2.3').major() * 100 + semver('1.2.3').minor() * 10 + semver('1.2.3').patch()", "123"),
            ("semver('1.2.3').compareTo(semver('2.0.0'))", "-1"), ("semver('1.0.0-rc') == semver('1.0.0')", "false"),
            ("semver('v1.2', true).isGreaterThan(semver('1.1.9'))", "true"),
            ("semver('1.2.3').isLessThan(semver('1.10.0'))", "true"), ("isSemver('v1.0')", "false"),
            ("isSemver('v1.0', true)", "true"),
            ("semver('200K')", #""200K" is no semantic version such as 1.2.3 or 1.2.3-rc.1"#),
            ("string(semver('v01.2', true))", #""1.2.0""#), ("type(semver('1.0.0')) == type(semver('2.0.0'))", "true"),
            ("quantity('200M').compareTo(quantity('0.2G'))", "0"),
            ("quantity('50Mi').isGreaterThan(quantity('50M'))", "true"),
            ("quantity('50k').add(20).sub(quantity('100k')).sub(-50000) == quantity('20')", "true"),
            ("quantity('50k').sub(20000).asApproximateFloat()", "30000.0"), ("quantity('50k').asInteger()", "50000"),
            ("quantity('1.5').isInteger()", "false"), ("quantity('-1').sign()", "-1"), ("isQuantity('200K')", "false"),
            ("quantity('1.5').asInteger()", "1500m has a fraction or is beyond the integers"),
            ("quantity('Mi')", #""Mi" is no quantity such as 1.5Gi, 200m or 1e3"#),
            ("quantity('1e400')", #""1e400" is a quantity beyond ±1.7e29"#),
            ("quantity('1.6e29').add(quantity('1.6e29'))", "result out of range: 160e27 + 160e27"),
            ("quantity('128Mi').isLessThan(quantity('1Gi'))", "true"), ("string(quantity('1.5Gi'))", #""1536Mi""#),
            ("url('HTTPS://example.com:80/path').getScheme()", #""https""#),
            ("url('https://[::1]:80/').getHostname()", #""::1""#),
            ("url('https://example.com:80/').getHost()", #""example.com:80""#),
            ("url('https://example.com/path with spaces/').getEscapedPath()", #""/path%20with%20spaces/""#),
            ("url('https://example.com:80/').getPort()", #""80""#), ("url('/path').getHost()", #""""#),
            ("url('https://example.com/path?k1=a&k2=b&k2=c').getQuery()", #"{"k1":["a"],"k2":["b","c"]}"#),
            (
                "url('https://x/?key with spaces=a+b%21&bad=%zz&;&=e').getQuery()",
                #"{"key with spaces":["a b!"],"":["e"]}"#
            ),
            ("isURL('../relative-path')", "false"),
            (
                "url('https://a:b:c/')",
                #""https://a:b:c/" is no URL: one begins with a scheme, as in https://example.com/path, or is a path from /"#
            ),
            ("url('https://a/') == url('https://a/')", "true"), ("url('https://b%C3%BC.de/').getHost()", #""bü.de""#),
            ("url('/p?a=%FF').getQuery().a[0]", "\"\u{FFFD}\""),
        ]
    )
    func resources(expression: String, expected: String) throws { try check(expression, expected) }

    @Test("what takes long is charged, so that the cost limit ends it")
    func charged() throws {
        let blocks = (0..<300).map { "\"10.0.\($0 % 256).0/24\"" }.joined(separator: ",")
        let text = String(repeating: "a", count: 20_000)
        let setting =
            #"{"text":"\#(text)","blocks":[\#(blocks)],"policy":{"Statement":[{"Effect":"Allow","Principal":"*","Action":"\#(String(repeating: "a*", count: 2_000))b","Resource":"*"}]}}"#
        let expressions = [
            "regex.extractAll(config.text, '.*b|a').size() > 0", "regex.replace(config.text, '(a|b)*c', 'x') == ''",
            "config.text.matches(config.text + '(a|b)*a(a|b){200}c')",
            "isOpenToWorld(config.blocks) || cidrsCover(config.blocks, '0.0.0.0/0')",
            "iamAllows(config.policy, '*', config.text, 'x')", "regex.replace(config.text, '', config.text) == ''",
        ]
        for expression in expressions {
            let program = try Program(compiling: expression, in: Self.environment)
            var bindings = Bindings(count: 1)
            bindings.bind(0, to: try JSONDocument(setting).root)
            var cost = Cost(limit: 1_000)
            guard case .failure(let error) = program.evaluate(bindings, cost: &cost) else {
                Issue.record("\(expression) did not end")
                continue
            }
            #expect([.costExceeded, .textTooLong].contains(error.kind), "\(expression): \(error)")
        }
    }
}
