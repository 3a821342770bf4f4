import Glibc
import Secrets
import Testing

@Suite("Modes of secrets")
struct SecretModeTests {
    @Test(
        "a group may read systemd's credentials, and nothing else",
        arguments: [
            ("/run/credentials/x/store.key", "/run/credentials/x", 0o037),
            ("/run/credentials/y/store.key", "/run/credentials/x", 0o077),
            ("/run/credentials/xy/store.key", "/run/credentials/x", 0o077),
            ("/run/credentials/x/a/store.key", "/run/credentials/x", 0o077), ("/store.key", "", 0o077),
            ("store.key", nil, 0o077), ("store.key", ".", 0o077),
        ] as [(String, String?, mode_t)]
    )
    func credentials(path: String, folder: String?, forbidden: mode_t) {
        #expect(SecretMode.forbidden(path, credentials: folder) == forbidden)
    }

    @Test(
        "whoever else may do anything with a secret is objected to",
        arguments: [
            (0o600, true), (0o400, true), (0o100600, true), (0o640, false), (0o604, false), (0o620, false),
            (0o610, false), (0o601, false), (0o644, false), (0o777, false),
        ] as [(mode_t, Bool)]
    )
    func objections(mode: mode_t, isFine: Bool) {
        let objection = SecretMode.objection(to: mode, of: "/etc/settei/store.key")
        #expect((objection == nil) == isFine)
        #expect(objection?.contains("chmod 600 /etc/settei/store.key") != false)
    }
}
