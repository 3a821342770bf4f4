import SQL
import Testing

struct DatabaseServerTests {
    static let secret = "s3cret"

    @Test(
        "a URL with a password is refused, and the password is neither in the error nor in what is shown",
        arguments: [
            "postgresql://settei:s3cret@db.example/settei",
            "postgres://settei:s3cret@db.example:5432/settei?sslmode=require",
            "postgresql://settei:s3cret@/settei?host=/run/postgresql",
            "postgresql://db.example/settei?user=settei&password=s3cret",
            "postgresql://db.example/settei?pass%77ord=s3cret",
            "postgresql://db.example/settei?sslpassword=s3cret&sslmode=verify-full",
            "postgresql://settei:s3cret@db.example/settei?no-such-option=1",
            "postgresql://settei:s3cret@db.example:port/settei",
            "postgresql://settei:%zzs3cret@db.example/settei",
            "postgresql://settei:a@s3cret@db.example/settei",
            "postgresql://settei:s3cret@one,two/settei?target_session_attrs=read-write",
        ]
    )
    func secret(url: String) {
        let error = #expect(throws: SQLError.self) { try DatabaseServer(url) }
        #expect(error?.kind == .misuse)
        #expect(error?.description.contains(Self.secret) == false)
        #expect(!DatabaseServer.masked(url).contains(Self.secret))
        #expect(DatabaseServer.masked(url).contains("***"))
    }

    @Test(
        "a URL without one, and a path, are shown as they are",
        arguments: [
            "postgresql://settei@db.example/settei",
            "postgresql:///settei?host=/run/postgresql&passfile=/etc/settei/pgpass",
            "postgresql://[::1]:5433/settei", "var/journal", "/srv/a:b@c/journal",
        ]
    )
    func plain(text: String) throws {
        #expect(DatabaseServer.masked(text) == text)
        if DatabaseServer.isURL(text) { #expect(try DatabaseServer(text).url == text) }
    }
}
