/// How much is out, in all and of each tenant.
struct TenantCount: Sendable {
    private(set) var all = 0
    private var each: [Int] = []

    subscript(_ tenant: Int) -> Int { tenant < each.count ? each[tenant] : 0 }

    mutating func give(_ tenant: Int) {
        while each.count <= tenant { each.append(0) }
        each[tenant] += 1
        all += 1
    }

    mutating func takeBack(_ tenant: Int) {
        each[tenant] -= 1
        all -= 1
    }
}
